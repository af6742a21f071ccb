//! Sensitive columns by their names, however SIS vendors write them.

use super::Category;

/// A name is of a category if it has all the words of one of the patterns, between which there are bars. `+` in front of a
/// word lets it stand inside of others, as in `studentfreereducedlunch`; a word after `!` must not be there.
const PATTERNS: &[(Category, &str)] = &[
    (
        Category::SocialSecurity,
        "ssn|ssns|ssnumber|ss number|ss no|ss num|+socialsecurity|+socialsec|soc sec|social sec|\
         social number|itin|+driverlicen|driver license|drivers license|+passport|national id number",
    ),
    (
        Category::Passwords,
        "+password !date !changed !expires !expiry !expiration !last !reset|passwd|pwd|pword|passphrase|\
         +passcode|secret question|secret answer|security question|security answer",
    ),
    (
        Category::MealStatus,
        "frl|frpl|frlp|frm|+freereduced|+freeorreduced|+freeandreduced|free reduced|+lunchstatus|\
         +lunchcode|+lunchelig|+lunchprogram|+mealstatus|+mealelig|+mealcode|+mealprogram|lunch status|\
         lunch code|lunch elig|lunch eligibility|lunch eligible|lunch program|lunch type|lunch level|\
         lunch assistance|lunch free|lunch reduced|lunch price|lunch balance|meal status|meal code|\
         meal eligibility|meal eligible|meal program|meal type|meal benefit|meal benefits|meal assistance|\
         meal balance|nslp",
    ),
    (
        Category::Health,
        "health !teacher !class !course !grade !education !department|+healthcondition|+medical|+medicare|\
         +medicaid|+medication|medications|meds|+allerg|+immuniz|+immunis|+vaccin|diagnosis|diagnoses|\
         asthma|asthmatic|diabetes|diabetic|epilepsy|seizure|seizures|epipen|+epinephrine|inhaler|\
         +physician|doctor !teacher|+dentist|hospital|insurance|blood type|+bloodtype|+pregnan|nurse notes|\
         +mentalhealth|mental health|+psychological|counseling notes",
    ),
    (
        Category::Disability,
        "+disabilit|+handicap|+specialed|special ed|special education|sped|issped|spedstatus|spedflag|iep|\
         ieps|hasiep|iepflag|iepstatus|504 !room|504plan|has504|section504|sec504|504status|504flag|\
         +exceptionalit|impairment|autism|autistic|swd|ifsp",
    ),
    (
        Category::Discipline,
        "discipline !subject !academic|+disciplinary|+suspension|+expulsion|expelled|+infraction|\
         misconduct|detention|detentions|behavior|behaviour|behavioral|referrals|felony|+criminal|arrest|\
         arrests|+probation !teacher !staff|incident|incidents|juvenile",
    ),
    (
        Category::Income,
        "income|+householdincome|+familyincome|salary|wage|wages|+economicallydis|\
         economically disadvantaged|economic disadvantaged|econ dis|econ disadv|+ecodis|poverty|+lowincome|\
         welfare|tanf|food stamps|+bankaccount|bank account|routing number|iban|credit card|+creditcard",
    ),
    (Category::Religion, "+religio|faith|church|parish|denomination"),
    (
        Category::Immigration,
        "+immigra|+citizenship|citizen|uscitizen|visa|visatype|visastatus|+undocumented|refugee|asylee|\
         +asylum|+alienreg|alien|i94|i 94|+naturaliz",
    ),
    (
        Category::FamilySituation,
        "+homeless|+mckinney|foster|+fostercare|+fosterchild|+migrant !immigrant|incarcerated",
    ),
    (Category::Orientation, "+sexualorient|sexual orientation|+genderident|gender identity|lgbt|lgbtq"),
    (
        Category::CourtOrders,
        "court order|court orders|+courtorder|+restrainingorder|restraining order|+custodyorder|\
         custody order|protective order",
    ),
];

/// What a column of this name holds, if that is sensitive.
pub(super) fn judge(header: &str) -> Option<Category> {
    let words = words(header);
    let joined = words.concat();
    let fits = |pattern: &str| fits(pattern, &words, &joined);
    PATTERNS.iter().find(|(_, patterns)| patterns.split('|').any(fits)).map(|(category, _)| *category)
}

fn fits(pattern: &str, words: &[String], joined: &str) -> bool {
    let has = |word: &str| words.iter().any(|w| w == word);
    pattern.split(' ').all(|part| match (part.strip_prefix('+'), part.strip_prefix('!')) {
        (Some(inside), _) => joined.contains(inside),
        (None, Some(absent)) => !has(absent) && !joined.contains(absent),
        (None, None) => has(part),
    })
}

/// Words of a name in lower case: `studentSSN`, `Student_SSN` and `student ssn` have the same two. Names of database tables
/// and of extensions in front of it are words like others.
fn words(header: &str) -> Vec<String> {
    let (mut words, mut word, mut before) = (Vec::new(), String::new(), ' ');
    let mut characters = header.chars().take(200).peekable();
    while let Some(character) = characters.next() {
        if !character.is_alphanumeric() {
            words.push(std::mem::take(&mut word));
        } else {
            let ends_capitals = before.is_uppercase()
                && character.is_uppercase()
                && characters.peek().is_some_and(|next| next.is_lowercase());
            if before.is_lowercase() && character.is_uppercase() || ends_capitals {
                words.push(std::mem::take(&mut word));
            }
            word.extend(character.to_lowercase());
        }
        before = character;
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sensitive_names_are_known_as_vendors_write_them() {
        use Category::*;
        for (category, names) in [
            (
                SocialSecurity,
                "SSN|Student_SSN|studentSSN|Social Security #|SocialSecurityNumber|metadata.ssn|CC.SSN|soc_sec_no|SS Number|Passport No",
            ),
            (Passwords, "password|PASSWORD|Student Web Password|userPwd|Network_Password|Secret Answer"),
            (
                MealStatus,
                "LunchStatus|Lunch Status|FRL|frpl_status|Free/Reduced|Free Reduced Lunch|Meal Eligibility|LUNCH_CODE|studentLunchStatus",
            ),
            (
                Health,
                "Medical Alert|medicalAlert|Allergies|MEDICATIONS|Health Conditions|ImmunizationDate|Physician Name|Medicaid_ID|Blood Type",
            ),
            (
                Disability,
                "IEP|Has IEP|iep_status|504|504 Plan|Section 504|has504|Disability|primaryDisability|SPED|SpecialEd|Special Education",
            ),
            (Discipline, "Discipline|Discipline Count|Suspensions|days_suspension|Infraction|Behavior"),
            (
                Income,
                "Income|HouseholdIncome|Household Income|Economically Disadvantaged|ecoDis|Bank Account",
            ),
            (Religion, "Religion|religious affiliation|Parish"),
            (Immigration, "Immigrant|Immigration Status|Citizenship|Visa Type|US Citizen|I-94|Refugee"),
            (FamilySituation, "Homeless|homelessFlag|Foster Care|Migrant|McKinney-Vento"),
            (Orientation, "Sexual Orientation|Gender Identity"),
            (CourtOrders, "Court Order|courtOrders|Restraining Order"),
        ] {
            for name in names.split('|') {
                assert_eq!(judge(name), Some(category), "{name}");
            }
        }
    }

    #[test]
    fn names_of_ordinary_columns_are_none() {
        for name in "sourcedId|status|dateLastModified|enabledUser|username|userIds|givenName|familyName|email|sms|phone|\
            agentSourcedIds|grades|orgSourcedIds|role|identifier|sex|gender|birthDate|hispanicOrLatinoEthnicity|lunch period|\
            Lunch PIN|Room 504|Room504|Health Teacher|Password Changed Date|passwordLastSet|subject|Academic Discipline|title|\
            department|classCode|Homeroom|Home Language|Classification|Assessment|session|message|Steward|Award|\
            courseSourcedId|preferredFirstName|Guardian 1 Email|passenger|Issn|mission|pickup|mayPickUp|custodial|livesWith|\
            schoolSourcedId|periods|termSourcedIds|middleName|Student Number|State ID|nces_id|Special Instructions|\
            Doctorate|speed|Federal Ward|Library Card Number|countryOfBirthCode|Bus Route|Stop|Faithful"
            .split('|')
        {
            assert_eq!(judge(name.trim()), None, "{name}");
        }
    }

    #[test]
    fn words_are_split_where_people_see_them() {
        for (name, want) in [
            ("studentSSN", "student ssn"),
            ("SSNumber", "ss number"),
            ("Lunch_Status (F/R)", "lunch status f r"),
            ("", ""),
            ("504Plan", "504plan"),
        ] {
            assert_eq!(words(name).join(" "), want, "{name}");
        }
    }
}
