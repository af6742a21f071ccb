//! The files of a small district.

/// Orgs, a session, a course, a class, these students and their enrollments, as a OneRoster 1.1 bulk export. Every tenth
/// student has the given surname: changing all names would be held.
pub(crate) fn district(students: &[u32], surname: &str) -> Vec<(&'static str, String)> {
    let mut users = String::from(
        "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password\n",
    );
    let mut enrollments = String::from(
        "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate\n",
    );
    for n in students {
        let surname = if n % 10 == 0 { surname } else { "Lee" };
        users += &format!("st{n:03},,,true,s1,student,st{n:03},,Ann,{surname}{n},,,,,,,05,\n");
        enrollments += &format!("e-{n:03},,,c1,s1,st{n:03},student,,2026-08-15,2027-06-10\n");
    }
    let present = ["academicSessions", "classes", "courses", "enrollments", "orgs", "users"];
    let absent = [
        "categories",
        "classResources",
        "courseResources",
        "demographics",
        "lineItems",
        "resources",
        "results",
    ];
    let mut manifest = String::from("propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\n");
    present.iter().for_each(|file| manifest += &format!("file.{file},bulk\n"));
    absent.iter().for_each(|file| manifest += &format!("file.{file},absent\n"));
    vec![
        ("orgs.csv", "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\nd1,,,Maple,district,,\ns1,,,Oak,school,,d1\n".into()),
        ("academicSessions.csv", "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear\ny1,,,2026-2027,schoolYear,2026-08-15,2027-06-11,,2027\n".into()),
        ("courses.csv", "sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes\nk1,,,y1,Art,A1,05,d1,,\n".into()),
        ("classes.csv", "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods\nc1,,,Art 1,05,k1,A1-1,scheduled,R1,s1,y1,,,\n".into()),
        ("users.csv", users),
        ("enrollments.csv", enrollments),
        ("manifest.csv", manifest),
    ]
}
