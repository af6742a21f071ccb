//! What a column can be about, and what it can say about that.

macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($variant:ident $text:literal,)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) enum $name { $($variant,)+ }

        impl $name {
            pub(crate) const ALL: &[$name] = &[$($name::$variant,)+];

            pub(crate) const fn text(self) -> &'static str {
                match self { $($name::$variant => $text,)+ }
            }

            pub(crate) fn of(text: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|word| word.text() == text)
            }
        }
    };
}

words! {
    /// Whom or what a column is about; `Any` where its name does not say.
    Subject {
        Any "any",
        Student "student",
        Staff "staff",
        Contact "contact",
        Person "person",
        School "school",
        District "district",
        Class "class",
        Course "course",
        Term "term",
        Year "year",
        Enrollment "enrollment",
        Other "other",
    }
}

words! {
    /// What a column says.
    Concept {
        Id "id",
        Number "number",
        Code "code",
        StateId "stateId",
        Guid "guid",
        MasterId "masterId",
        UserIds "userIds",
        Name "name",
        GivenName "givenName",
        FamilyName "familyName",
        MiddleName "middleName",
        FullName "fullName",
        PreferredGivenName "preferredGivenName",
        PreferredMiddleName "preferredMiddleName",
        PreferredFamilyName "preferredFamilyName",
        Username "username",
        Password "password",
        Email "email",
        Phone "phone",
        WorkPhone "workPhone",
        Mobile "mobile",
        Grade "grade",
        BirthDate "birthDate",
        Sex "sex",
        Race "race",
        Hispanic "hispanic",
        RaceIndian "raceIndian",
        RaceAsian "raceAsian",
        RaceBlack "raceBlack",
        RacePacific "racePacific",
        RaceWhite "raceWhite",
        RaceTwo "raceTwo",
        BirthCountry "birthCountry",
        BirthState "birthState",
        BirthCity "birthCity",
        Residence "residence",
        Pronouns "pronouns",
        HomeLanguage "homeLanguage",
        ImageUrl "imageUrl",
        Title "title",
        Department "department",
        Role "role",
        RoleType "roleType",
        Status "status",
        Enabled "enabled",
        Modified "modified",
        Type "type",
        Parent "parent",
        PrimarySchool "primarySchool",
        Description "description",
        Subject "subject",
        SubjectCode "subjectCode",
        Period "period",
        Room "room",
        StartDate "startDate",
        EndDate "endDate",
        SchoolYear "schoolYear",
        SchoolYearId "schoolYearId",
        Primary "primary",
        Relationship "relationship",
        Priority "priority",
        LivesWith "livesWith",
        MayPickUp "mayPickUp",
        Agents "agents",
        Resources "resources",
        Profile "profile",
        Employment "employment",
        Sensitive "sensitive",
        Ignore "ignore",
    }
}
