//! Reads one file in blocks, on several threads, and hands the results out in the order of the file.

use std::collections::BTreeMap;
use std::io;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, PoisonError};

use super::hand::Hand;
use super::plan::FilePlan;
use super::rows::BlockOut;
use crate::table::{Cutting, End, Problem, Table};

/// What is known once a file has been read.
pub(crate) struct FileEnd {
    pub(crate) end: End,
    pub(crate) problems: Vec<Problem>,
    pub(crate) cutting: Cutting,
}

/// Takes what came of a block; blocks come in the order of the file.
pub(crate) type Each<'a> = dyn FnMut(&mut BlockOut) -> io::Result<()> + 'a;

/// Reads all rows of `table`.
pub(crate) fn read(
    mut table: Table,
    plan: &FilePlan,
    threads: usize,
    each: &mut Each<'_>,
) -> io::Result<FileEnd> {
    if threads < 2 {
        alone(&mut table, plan, each)?;
    } else {
        table = together(table, plan, threads, each)?;
    }
    Ok(FileEnd { problems: table.take_problems(), end: table.end(), cutting: table.cutting() })
}

fn alone(table: &mut Table, plan: &FilePlan, each: &mut Each<'_>) -> io::Result<()> {
    let (mut reader, mut out) = (Hand::new(plan), BlockOut::default());
    while let Some(block) = table.next_block()? {
        reader.rows(&block, &mut out);
        each(&mut out)?;
        out.clear();
    }
    Ok(())
}

/// The table and the number of its next block.
struct Shared {
    table: Table,
    next: u64,
}

type Numbered = io::Result<(u64, BlockOut)>;

fn together(table: Table, plan: &FilePlan, threads: usize, each: &mut Each<'_>) -> io::Result<Table> {
    let shared = Mutex::new(Shared { table, next: 0 });
    // An empty output is the ticket to read one more block: that bounds how many there are, and reuses their memory.
    let (give, tickets) = channel::<BlockOut>();
    let tickets = Mutex::new(tickets);
    let (send, results) = channel::<Numbered>();
    let outcome = std::thread::scope(|scope| {
        for _ in 0..threads {
            let (send, shared, tickets) = (send.clone(), &shared, &tickets);
            scope.spawn(move || work(plan, shared, tickets, &send));
        }
        drop(send);
        for _ in 0..threads + 2 {
            let _ = give.send(BlockOut::default());
        }
        collect(&results, give, each)
    });
    outcome?;
    Ok(shared.into_inner().unwrap_or_else(PoisonError::into_inner).table)
}

fn work(
    plan: &FilePlan,
    shared: &Mutex<Shared>,
    tickets: &Mutex<Receiver<BlockOut>>,
    send: &Sender<Numbered>,
) {
    let mut reader = Hand::new(plan);
    loop {
        let ticket = tickets.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(mut out) = ticket else { return };
        let block = {
            let mut shared = shared.lock().unwrap_or_else(PoisonError::into_inner);
            let number = shared.next;
            shared.next += 1;
            shared.table.next_block().map(|block| block.map(|block| (number, block)))
        };
        let done = match block {
            Ok(Some((number, block))) => {
                reader.rows(&block, &mut out);
                send.send(Ok((number, out))).is_err()
            }
            Ok(None) => true,
            Err(error) => {
                let _ = send.send(Err(error));
                true
            }
        };
        if done {
            return;
        }
    }
}

fn collect(results: &Receiver<Numbered>, give: Sender<BlockOut>, each: &mut Each<'_>) -> io::Result<()> {
    let (mut waiting, mut next) = (BTreeMap::new(), 0u64);
    for result in results {
        let (number, out) = result?;
        waiting.insert(number, out);
        while let Some(mut out) = waiting.remove(&next) {
            each(&mut out)?;
            out.clear();
            let _ = give.send(out);
            next += 1;
        }
    }
    Ok(())
}

impl BlockOut {
    pub(super) fn clear(&mut self) {
        self.rows.clear();
        self.bytes.clear();
        self.findings.clear();
        (self.read, self.status_in_bulk, self.modified_in_bulk, self.stamped_line) = (0, 0, 0, None);
    }
}
