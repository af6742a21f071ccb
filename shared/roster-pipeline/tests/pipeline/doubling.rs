//! One ID twice: identical, different, and what the connection does about it.

use roster::model::Entity;
use roster_pipeline::duplicates::Duplicates;
use roster_pipeline::plan::Planned;

use crate::world::{World, district, names, students};

fn twice(name: &str) -> Vec<(&'static str, String)> {
    let mut files = district(&names(&students(1, 20)));
    files[5].1 += &format!("st0001,,,true,s1,student,st0001,,Ann,{name},,,st0001@example.org,,,,05,\n");
    files
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_that_come_twice_with_other_values_hold_only_where_that_is_wanted() {
    for (policy, name, code, held) in [
        (Duplicates::First, "st0001son", "R120", false),
        (Duplicates::Hold, "st0001son", "R120", false),
        (Duplicates::First, "Other", "R121", false),
        (Duplicates::Hold, "Other", "R121", true),
    ] {
        let world = World::with(|connection| connection.duplicates = policy).await;
        world.upload(&twice(name)).await;
        let worked = world.run(1).await;
        let found = &world.ports.deliveries.deliveries(&world.key, 1).await.expect("deliveries")[0].findings;
        assert_eq!(found.get(code), Some(&1), "{found:?}");
        match worked.planned {
            Planned::Held(run) if held => {
                assert_eq!(run.brake.reasons[0].code, "B014");
                assert!(run.brake.reasons[0].message.starts_with("1 rows have an ID that came before"));
            }
            Planned::Go(_) if !held => assert_eq!(world.ids(Entity::Users).await.len(), 20),
            other => panic!("{policy:?} {name}: {other:?}"),
        }
    }
}
