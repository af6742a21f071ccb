//! The demonstration: a district's three days, from its export to the company's copy.

mod district;

use std::io::Write;
use std::time::{Duration, Instant};

use roster::model::Entity;
use roster::run::State;
use roster_local::DataDir;
use roster_pipeline::records::{Counts, Run};
use roster_pipeline::{ConnectionKey, PortResult};

use crate::exit::Failure;
use crate::files::Progress;
use crate::local::take;
use crate::output::{self, Align, Table, count, counted};
use crate::serve::Service;
use crate::settings::Settings;
use district::{Day, Export, Uploader};

/// What is shown of one day.
struct Scene {
    title: &'static str,
    day: u32,
    export: Export,
    ends: State,
}

const SCENES: [Scene; 4] = [
    Scene { title: "Day 1: the first export", day: 1, export: Export::Whole, ends: State::Applied },
    Scene { title: "Day 2: some left, some are new", day: 2, export: Export::Whole, ends: State::Applied },
    Scene { title: "Day 3: users.csv arrives cut off", day: 3, export: Export::CutOff, ends: State::Held },
    Scene { title: "Day 3 again: the whole export", day: 3, export: Export::Whole, ends: State::Applied },
];

/// Plays the three days in a fresh data directory and tells about them.
pub(crate) async fn tell(
    dir: DataDir,
    settings: &Settings,
    (students, out): (u32, &mut dyn Write),
) -> Result<(), Failure> {
    let started = Instant::now();
    let progress = Progress::telling();
    progress.say("making host keys");
    let service = Service::start(dir, settings).await?;
    let (key, uploader) = district::settle(&service).await?;
    let people = counted(u64::from(students), "student", "students");
    output::text(
        out,
        &format!(
            "A made-up district of {people} uploads to sftp://{} (host key {}).\n",
            service.sftp, service.host_key
        ),
    )?;
    for scene in &SCENES {
        let told = play(scene, &service, (&key, &uploader), (students, &progress)).await?;
        progress.aside(|| {
            output::text(out, &told)?;
            out.flush().map_err(Failure::output)
        })?;
    }
    progress.done();
    let answer = uploader.read("reports/latest.txt").await?;
    let ending = ending(&service, &key, &answer).await?;
    output::text(out, &ending)?;
    uploader.close().await?;
    service.stop().await;
    output::text(out, &format!("\nAll of it took {}.\n", seconds(started.elapsed())))
}

async fn play(
    scene: &Scene,
    service: &Service,
    (key, uploader): (&ConnectionKey, &Uploader),
    (students, progress): (u32, &Progress),
) -> Result<String, Failure> {
    let started = Instant::now();
    let day = Day { students, number: scene.day, export: scene.export };
    let (files, bytes) = uploader.upload(&day, progress).await?;
    let uploaded = started.elapsed();
    progress.say("checking, planning, applying");
    let started = Instant::now();
    let (_, run) = take(&service.local, key).await?;
    let worked = started.elapsed();
    let Some(run) = run.filter(|run| run.state == scene.ends.as_str()) else {
        let (title, ends) = (scene.title, scene.ends.as_str());
        let data = service.local.dir()?.root().display();
        return Err(Failure::new(format_args!(
            "the demo went wrong: \"{title}\" should be {ends}; see `rollcall run list --data {data}`"
        )));
    };
    let files = counted(files, "file", "files");
    Ok(format!(
        "\n{}\n  {files}, {} kB uploaded over SFTP in {}\n{}",
        scene.title,
        count(bytes / 1000),
        seconds(uploaded),
        account(&run, worked),
    ))
}

fn account(run: &Run, worked: Duration) -> String {
    let sum = |of: fn(&Counts) -> u64| count(run.entities.values().map(of).sum());
    let time = seconds(worked);
    if run.state == State::Held.as_str() {
        let reasons =
            run.brake.reasons.iter().map(|reason| format!("    {}  {}\n", reason.code, reason.message));
        let reasons: String = reasons.collect();
        return format!("  HELD after {time}; the roster stays as it is, and nobody is removed:\n{reasons}");
    }
    format!(
        "  checked, planned and {} in {time}: {} created, {} updated, {} removed, {} unchanged\n",
        run.state,
        sum(|c| c.created + c.revived),
        sum(|c| c.updated),
        sum(|c| c.removed),
        sum(|c| c.unchanged),
    )
}

async fn ending(service: &Service, key: &ConnectionKey, answer: &str) -> Result<String, Failure> {
    let local = &service.local;
    let mut table = Table::new(&[("the roster now", Align::Left), ("records", Align::Right)]);
    for entity in Entity::ALL.iter().copied().filter(|entity| entity.is_roster()) {
        let records: PortResult<u64> = local.ports.roster.count(key, entity).await;
        let records = records?;
        if records > 0 {
            table.row([entity.to_string(), count(records)]);
        }
    }
    let runs = local.ports.runs.runs(key, 10).await?;
    let states: String = runs.iter().rev().map(|run| format!("  {}  {}\n", run.id, run.state)).collect();
    let whose = format!("{}/{}", key.tenant, key.connection);
    let dir = local.dir()?;
    let data = dir.root().display();
    // The page's first lines say what it is about; below them stands what became of it.
    let below = answer.split_once("\n\n").map_or(answer, |(_, below)| below);
    let answer = below.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    Ok(format!(
        "\n{table}\nruns\n{states}\nThe district reads in reports/latest.txt: {answer}\n\n\
         database    {}\nreports     {}/{whose}/reports\ndeliveries  {}/{whose}\n\
         look at it  rollcall --data {data} run list\n",
        dir.roster_db().display(),
        dir.landing_dir().display(),
        dir.artifacts_dir().display(),
    ))
}

fn seconds(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}
