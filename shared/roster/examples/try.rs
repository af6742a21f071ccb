use roster::diff::*; use roster::read::*; use roster::changes::*; use roster::sorting::*;
use std::io;
struct F(std::path::PathBuf);
impl Input for F { fn name(&self)->&str{self.0.file_name().unwrap().to_str().unwrap()} fn size(&self)->u64{0} fn open(&self)->io::Result<Box<dyn Bytes>>{Ok(Box::new(std::fs::File::open(&self.0)?))} }
struct Tmp; impl Scratch for Tmp { fn create(&self)->io::Result<Box<dyn ScratchFile>>{ Ok(Box::new(tempfile::tempfile()?)) } }
fn set(p:&str)->Set{ let mut v=vec![]; for e in std::fs::read_dir(p).unwrap(){ let e=e.unwrap().path(); if e.extension().map_or(false,|x|x=="csv"){ v.push(e);} } v.sort(); Set::new(v.into_iter().map(|p|Box::new(F(p)) as Box<dyn Input>).collect()) }
fn main(){ let a:Vec<String>=std::env::args().collect(); let th:usize=std::env::var("T").ok().and_then(|s|s.parse().ok()).unwrap_or(1);
 let strict=std::env::var("STRICT").is_ok();
 let o=CompareOptions{read:ReadOptions{threads:th,strictness:if strict{Strictness::Strict}else{Strictness::Tolerant},..Default::default()},removals:Default::default(),today:None,purge_before:None,scratch:&Tmp};
 if a[1]=="check"{ let mut f=vec![]; let c=check(&set(&a[2]),o,&mut f).unwrap(); println!("{:?} complete {}",c.format.map(|f|f.name),c.complete); for (e,s) in &c.entities{println!("{e} {:?}",s.read);} let mut m=std::collections::BTreeMap::new(); for x in &f{*m.entry((x.rule.code,x.rule.name,x.severity)).or_insert(0)+=1;} println!("{m:?}"); for x in f.iter().take(10){println!("{x}");} }
 else { let (x,y)=(set(&a[2]),set(&a[3])); let mut ch=ChangeSorter::new(&Tmp); let c=compare_sets((&x,&y),o,(&mut NoFindings,&mut NoFindings),&mut ch).unwrap(); for (e,s) in &c.entities{println!("{e} {:?}",s.changes);} let mut n=0; let mut w=io::BufWriter::new(std::fs::File::create("/tmp/ch.jsonl").unwrap()); ch.each(|c|{n+=1; write_json_line(&mut w,c,"k")?; Ok(())}).unwrap(); println!("{n} changes"); let s=std::fs::read_to_string("/proc/self/status").unwrap(); for l in s.lines(){if l.starts_with("VmHWM"){println!("{l}");}} }
}
