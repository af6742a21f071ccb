//! A data directory in a temporary place, with one connection, for playing nights on.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use roster::model::Entity;
use roster::sorting::{Scratch, ScratchFile};
use roster_conformance::{Around, Faults};
use roster_local::{Addresses, DataDir, DataLock, DirLanding};
use roster_pipeline::ports::{FrontDoor, LandingPath, UploadStart};
use roster_pipeline::records::{Connection, Direction, Tenant};
use roster_pipeline::work::{When, Worked, work};
use roster_pipeline::{ConnectionKey, PortResult, Ports};

struct TempScratch;

impl Scratch for TempScratch {
    fn create(&self) -> std::io::Result<Box<dyn ScratchFile>> {
        Ok(Box::new(tempfile::tempfile()?))
    }
}

/// One machine with one connection.
pub(crate) struct World {
    /// The ports, to be wrapped or used as they are.
    pub(crate) ports: Ports,
    /// The connection.
    pub(crate) key: ConnectionKey,
    /// The front door of its folder.
    pub(crate) door: Arc<DirLanding>,
    /// Keeps the directory.
    pub(crate) dir: tempfile::TempDir,
    _lock: DataLock,
}

/// A moment of the tests' year, in minutes.
pub(crate) fn at(minute: i64) -> Timestamp {
    Timestamp::from_second(1_795_000_000).expect("a time in range") + SignedDuration::from_mins(minute)
}

impl World {
    /// A fresh one with an active connection that applies on arrival.
    pub(crate) async fn new() -> World {
        World::with(|_| {}).await
    }

    /// A fresh one with changed settings.
    pub(crate) async fn with(change: impl FnOnce(&mut Connection)) -> World {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let data = DataDir::open(dir.path().join("data")).expect("a data directory");
        let lock = data.lock("a test").expect("nobody else has it");
        let door = Arc::new(data.open_landing().expect("a landing"));
        let control = Arc::new(data.open_control().expect("a control database"));
        let ports = Ports {
            landing: door.clone(),
            artifacts: Arc::new(data.open_artifacts().expect("artifacts")),
            directory: control.clone(),
            deliveries: control.clone(),
            runs: control,
            roster: Arc::new(data.open_roster().expect("a roster database")),
            announcer: Arc::new(
                data.open_outbox(Addresses {
                    from: "rollcall@example.org".into(),
                    operator: "ops@example.org".into(),
                })
                .expect("an outbox"),
            ),
            scratch: Arc::new(TempScratch),
        };
        let key = ConnectionKey::new("maple-usd", "sis").expect("good names");
        let tenant = Tenant { id: key.tenant.clone(), name: "Maple".into(), account: None, created: at(0) };
        ports.directory.add_tenant(&tenant).await.expect("a new tenant");
        let mut connection =
            Connection::new(key.tenant.clone(), key.connection.clone(), Direction::Push, at(0));
        connection.active = true;
        connection.schedule = "on-arrival every 1m".into();
        change(&mut connection);
        ports.directory.add_connection(&connection).await.expect("a new connection");
        World { ports, key, door, dir, _lock: lock }
    }

    /// Uploads files as a client would.
    pub(crate) async fn upload(&self, files: &[(&str, String)]) {
        self.upload_to(&self.key, files).await;
    }

    /// Uploads files to another connection's folder.
    pub(crate) async fn upload_to(&self, key: &ConnectionKey, files: &[(&str, String)]) {
        for (name, text) in files {
            self.upload_one(key, name, text.as_bytes()).await;
        }
    }

    /// Uploads a file that is no text.
    pub(crate) async fn upload_bytes(&self, name: &str, bytes: &[u8]) {
        self.upload_one(&self.key, name, bytes).await;
    }

    async fn upload_one(&self, key: &ConnectionKey, name: &str, bytes: &[u8]) {
        let path = LandingPath::parse(name).expect("a path");
        let mut upload = self.door.upload(key, &path, UploadStart::Empty).await.expect("an upload");
        upload.write_at(0, bytes).await.expect("a write");
        upload.finish().await.expect("a finished upload");
    }

    /// A connection of another tenant.
    pub(crate) async fn another_tenant(&self, active: bool) -> ConnectionKey {
        let key =
            ConnectionKey::new(if active { "birch-usd" } else { "cedar-usd" }, "sis").expect("good names");
        let tenant = Tenant { id: key.tenant.clone(), name: "Other".into(), account: None, created: at(0) };
        self.ports.directory.add_tenant(&tenant).await.expect("a new tenant");
        let mut connection =
            Connection::new(key.tenant.clone(), key.connection.clone(), Direction::Push, at(0));
        connection.active = active;
        self.ports.directory.add_connection(&connection).await.expect("a new connection");
        key
    }

    /// Works for another connection.
    pub(crate) async fn run_of(&self, key: &ConnectionKey, minute: i64) -> Worked {
        work(&self.ports, key, When::Now, ("test", at(minute))).await.expect("a run")
    }

    /// Works as if a person had asked for a run.
    pub(crate) async fn run(&self, minute: i64) -> Worked {
        self.try_run(minute).await.expect("a run")
    }

    /// The same, where it may fail.
    pub(crate) async fn try_run(&self, minute: i64) -> PortResult<Worked> {
        work(&self.ports, &self.key, When::Now, ("test", at(minute))).await
    }

    /// IDs of the visible records of an entity.
    pub(crate) async fn ids(&self, entity: Entity) -> Vec<String> {
        let page = self.ports.roster.page(&self.key, entity, None, 10_000).await.expect("a page");
        page.into_iter().map(|r| r.record.sourced_id().to_owned()).collect()
    }

    /// A report that the district sees.
    pub(crate) async fn report(&self, name: &str) -> String {
        let path = LandingPath::parse(&format!("reports/{name}")).expect("a path");
        let bytes = self.door.read_at(&self.key, &path, 0, 1 << 20).await.expect("a report");
        String::from_utf8(bytes).expect("text")
    }
}

/// The ports, of which one call fails.
pub(crate) fn faulty(ports: &Ports, faults: &Arc<Faults>) -> Ports {
    Ports {
        landing: Arc::new(Around::new(Arc::clone(&ports.landing), Arc::clone(faults))),
        artifacts: Arc::new(Around::new(Arc::clone(&ports.artifacts), Arc::clone(faults))),
        directory: Arc::new(Around::new(Arc::clone(&ports.directory), Arc::clone(faults))),
        deliveries: Arc::new(Around::new(Arc::clone(&ports.deliveries), Arc::clone(faults))),
        runs: Arc::new(Around::new(Arc::clone(&ports.runs), Arc::clone(faults))),
        roster: Arc::new(Around::new(Arc::clone(&ports.roster), Arc::clone(faults))),
        ..ports.clone()
    }
}

/// A small district: orgs, sessions, courses, classes, users, enrollments; `students` of them.
pub(crate) fn district(students: &[&str]) -> Vec<(&'static str, String)> {
    let mut users = String::from(
        "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password\n",
    );
    let mut enrollments = String::from(
        "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate\n",
    );
    for student in students {
        users += &format!(
            "{student},,,true,s1,student,{student},,Ann,{student}son,,,{student}@example.org,,,,05,\n"
        );
        enrollments += &format!("e-{student},,,c1,s1,{student},student,,2026-08-15,2027-06-10\n");
    }
    let manifest = ["manifest.version,1.0", "oneroster.version,1.1"].map(str::to_owned).into_iter();
    let files = ["academicSessions", "classes", "courses", "enrollments", "orgs", "users"]
        .map(|f| format!("file.{f},bulk"));
    let absent = [
        "categories",
        "classResources",
        "courseResources",
        "demographics",
        "lineItems",
        "resources",
        "results",
    ]
    .map(|f| format!("file.{f},absent"));
    let rows: Vec<String> = manifest.chain(files).chain(absent).collect();
    vec![
        ("manifest.csv", format!("propertyName,value\n{}\n", rows.join("\n"))),
        ("orgs.csv", "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\nd1,,,Maple,district,,\ns1,,,Oak,school,,d1\n".into()),
        ("academicSessions.csv", "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear\ny1,,,2026-2027,schoolYear,2026-08-15,2027-06-11,,2027\n".into()),
        ("courses.csv", "sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes\nk1,,,y1,Art,A1,05,d1,,\n".into()),
        ("classes.csv", "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods\nc1,,,Art 1,05,k1,A1-1,scheduled,R1,s1,y1,,,\n".into()),
        ("users.csv", users),
        ("enrollments.csv", enrollments),
    ]
}

/// Student IDs from `first` to `last`.
pub(crate) fn students(first: usize, last: usize) -> Vec<String> {
    (first..=last).map(|n| format!("st{n:04}")).collect()
}

/// The same as borrowed text.
pub(crate) fn names(ids: &[String]) -> Vec<&str> {
    ids.iter().map(String::as_str).collect()
}
