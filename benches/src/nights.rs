//! Whole nights over the stores of one machine: a first load, a night with changes, a stamped night without any.

use std::fs::File;
use std::io::{Read, Write, stdout};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use roster::generate::{District, File as DistrictFile, Stamp};
use roster_conformance::{Around, Calls};
use roster_local::{Addresses, DataDir, DirLanding, TempScratch};
use roster_pipeline::ports::{FrontDoor, LandingPath, UploadStart};
use roster_pipeline::records::{Connection, Direction, Tenant};
use roster_pipeline::work::{When, work};
use roster_pipeline::{ConnectionKey, Ports};

use crate::Failure;
use crate::counts::Verdict;

/// Plays nights on a data directory in a temporary place and counts what is written.
#[derive(clap::Args)]
pub(crate) struct Nights {
    /// Students of the made-up district.
    #[arg(long, default_value_t = 100_000)]
    students: u32,
    /// Seed of the district.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Folder for the data directory and the files; needs some 5 GB for a million students.
    #[arg(long, value_name = "DIR")]
    work: Option<PathBuf>,
}

struct Machine {
    ports: Ports,
    door: Arc<DirLanding>,
    key: ConnectionKey,
    calls: Arc<Calls>,
}

impl Nights {
    /// Runs the nights; differs if a night wrote what it should not.
    pub(crate) fn run(&self) -> Result<Verdict, Failure> {
        let base = self.work.clone().unwrap_or_else(std::env::temp_dir);
        let dir = tempfile::Builder::new().prefix("rollcall-nights-").tempdir_in(base)?;
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(self.play(dir.path()))
    }

    async fn play(&self, dir: &Path) -> Result<Verdict, Failure> {
        let data = DataDir::open(dir.join("data"))?;
        let _lock = data.lock("rollcall-benches")?;
        let machine = Machine::new(&data).await?;
        let start = jiff::civil::date(2026, 8, 15);
        let district = District::new(self.students, self.seed, start);
        let mut verdict = Verdict::Agree;
        let mut out = stdout().lock();
        writeln!(
            out,
            "night                     rows      changes  items written  wall s   CPU s   peak MB so far"
        )?;
        let nights = [
            ("first load", district.on_day(1), None),
            ("1 % changed", district.on_day(2), None),
            ("same, stamped", district.on_day(2).stamped(Stamp::Night(3)), Some(0)),
        ];
        for (number, (name, district, expected)) in nights.into_iter().enumerate() {
            let rows = machine.upload(&district, &dir.join("export.csv")).await?;
            let at = Timestamp::from_second(1_790_000_000)? + SignedDuration::from_hours(24 * number as i64);
            let (items, cpu, began) = (machine.calls.items(), cpu()?, Instant::now());
            let worked = work(&machine.ports, &machine.key, When::Now, ("bench", at)).await?;
            let wall = began.elapsed();
            let changes: u64 = worked
                .applied
                .iter()
                .flat_map(|r| r.entities.values())
                .map(|c| c.created + c.updated + c.removed + c.revived)
                .sum();
            let written = machine.calls.items() - items;
            if written != expected.unwrap_or(changes) {
                verdict = Verdict::Differ;
            }
            let cpu = self::cpu()?.saturating_sub(cpu);
            writeln!(
                out,
                "{name:<20} {rows:>10} {changes:>12} {written:>14} {:>7.2} {:>7.2} {:>16}",
                wall.as_secs_f64(),
                cpu.as_secs_f64(),
                peak()? / 1024
            )?;
        }
        Ok(verdict)
    }
}

impl Machine {
    async fn new(data: &DataDir) -> Result<Machine, Failure> {
        let door = Arc::new(data.open_landing()?);
        let control = Arc::new(data.open_control()?);
        let calls = Arc::new(Calls::default());
        let addresses =
            Addresses { from: "rollcall@example.org".into(), operator: "operator@example.org".into() };
        let ports = Ports {
            landing: door.clone(),
            artifacts: Arc::new(data.open_artifacts()?),
            directory: control.clone(),
            deliveries: control.clone(),
            runs: control,
            roster: Arc::new(Around::new(Arc::new(data.open_roster()?), Arc::clone(&calls))),
            announcer: Arc::new(data.open_outbox(addresses)?),
            scratch: Arc::new(TempScratch::new()),
        };
        let key = ConnectionKey::new("bench", "sis")?;
        let now = Timestamp::from_second(1_790_000_000)?;
        let tenant = Tenant { id: key.tenant.clone(), name: "Bench".into(), account: None, created: now };
        ports.directory.add_tenant(&tenant).await?;
        let mut connection =
            Connection::new(key.tenant.clone(), key.connection.clone(), Direction::Push, now);
        connection.active = true;
        ports.directory.add_connection(&connection).await?;
        Ok(Machine { ports, door, key, calls })
    }

    /// Puts a day's files into the folder, through a file so that no day is held in memory.
    async fn upload(&self, district: &District, through: &Path) -> Result<u64, Failure> {
        let mut rows = 0;
        for file in DistrictFile::ALL {
            let mut written = std::io::BufWriter::new(File::create(through)?);
            rows += district.write(file, &mut written)?;
            written.flush()?;
            let path = LandingPath::parse(file.name())?;
            let mut upload = self.door.upload(&self.key, &path, UploadStart::Empty).await?;
            let (mut from, mut offset, mut buffer) = (File::open(through)?, 0u64, vec![0; 1 << 20]);
            loop {
                let read = from.read(&mut buffer)?;
                if read == 0 {
                    break;
                }
                upload.write_at(offset, &buffer[..read]).await?;
                offset += read as u64;
            }
            upload.finish().await?;
        }
        Ok(rows)
    }
}

/// CPU time of this process so far, from `/proc/self/stat` in ticks of 10 ms.
fn cpu() -> Result<Duration, Failure> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let after = stat.rsplit_once(')').ok_or("/proc/self/stat has no name")?.1;
    let ticks: Vec<u64> = after.split_whitespace().skip(11).take(2).filter_map(|t| t.parse().ok()).collect();
    Ok(Duration::from_millis(ticks.iter().sum::<u64>() * 10))
}

/// VmHWM in KiB.
fn peak() -> Result<u64, Failure> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}
