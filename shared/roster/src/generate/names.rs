//! Names of people and places from many cultures, each with the letters an e-mail address may have.

/// A name as written, and in plain letters.
#[derive(Clone, Copy)]
pub(super) struct Name {
    pub(super) text: &'static str,
    pub(super) plain: &'static str,
}

const fn n(text: &'static str, plain: &'static str) -> Name {
    Name { text, plain }
}

/// Given names.
#[rustfmt::skip]
pub(super) const GIVEN: &[Name] = &[
    n("Aaliyah", "aaliyah"), n("Abebe", "abebe"), n("Adaeze", "adaeze"), n("Agnieszka", "agnieszka"),
    n("Aiko", "aiko"), n("Amara", "amara"), n("Anaïs", "anais"), n("Anh", "anh"), n("Anjali", "anjali"),
    n("Arjun", "arjun"), n("Ayşe", "ayse"), n("Beatriz", "beatriz"), n("Bruno", "bruno"), n("Caleb", "caleb"),
    n("Carlos", "carlos"), n("Chidi", "chidi"), n("Chloé", "chloe"), n("Ciarán", "ciaran"), n("Daniela", "daniela"),
    n("D'Angelo", "dangelo"), n("Đức", "duc"), n("Eleni", "eleni"), n("Elijah", "elijah"), n("Émile", "emile"),
    n("Esperanza", "esperanza"), n("Fatima", "fatima"), n("Finn", "finn"), n("Freya", "freya"), n("Gabriel", "gabriel"),
    n("Grace", "grace"), n("Hamza", "hamza"), n("Hiroshi", "hiroshi"), n("Ibrahim", "ibrahim"), n("Iñigo", "inigo"),
    n("Iris", "iris"), n("Itzel", "itzel"), n("Jamal", "jamal"), n("Jean-Pierre", "jeanpierre"), n("João", "joao"),
    n("Jorge", "jorge"), n("Kahlil", "kahlil"), n("Kaʻiulani", "kaiulani"), n("Keisha", "keisha"), n("Kofi", "kofi"),
    n("Laila", "laila"), n("Lars", "lars"), n("Leilani", "leilani"), n("Levi", "levi"), n("Lucía", "lucia"),
    n("Mai", "mai"), n("Małgorzata", "malgorzata"), n("Marcus", "marcus"), n("Mary Lou", "marylou"), n("Mateo", "mateo"),
    n("Mei-Ling", "meiling"), n("Mikael", "mikael"), n("Naomi", "naomi"), n("Ngozi", "ngozi"), n("Nikhil", "nikhil"),
    n("Noor", "noor"), n("Ólafur", "olafur"), n("Oksana", "oksana"), n("Omar", "omar"), n("Øyvind", "oyvind"),
    n("Priya", "priya"), n("Quinn", "quinn"), n("Rachel", "rachel"), n("Renée", "renee"), n("Ruth", "ruth"),
    n("Samuel", "samuel"), n("Saoirse", "saoirse"), n("Seo-yeon", "seoyeon"), n("Şebnem", "sebnem"), n("Simone", "simone"),
    n("Sinéad", "sinead"), n("Sofía", "sofia"), n("Takoda", "takoda"), n("Tariq", "tariq"), n("Tenzin", "tenzin"),
    n("Thandiwe", "thandiwe"), n("Tomás", "tomas"), n("Trinity", "trinity"), n("Uyen", "uyen"), n("Valentina", "valentina"),
    n("Wren", "wren"), n("Xiomara", "xiomara"), n("Yusuf", "yusuf"), n("Yara", "yara"), n("Zachary", "zachary"),
    n("Zuzana", "zuzana"), n("美咲", "misaki"), n("伟", "wei"), n("지우", "jiwoo"), n("Олена", "olena"), n("مريم", "maryam"),
];

/// Family names; some need quoting in a CSV file.
#[rustfmt::skip]
pub(super) const FAMILY: &[Name] = &[
    n("Abdi", "abdi"), n("Achebe", "achebe"), n("Adams", "adams"), n("Aguilar", "aguilar"), n("Al-Masri", "almasri"),
    n("Ångström", "angstrom"), n("Baker", "baker"), n("Bautista", "bautista"), n("Begay", "begay"), n("Bergström", "bergstrom"),
    n("Bianchi", "bianchi"), n("Bui", "bui"), n("Campbell", "campbell"), n("Castañeda", "castaneda"), n("Chaudhry", "chaudhry"),
    n("Chávez", "chavez"), n("Chen", "chen"), n("Cohen", "cohen"), n("Cruz, Jr.", "cruz"), n("D'Souza", "dsouza"),
    n("da Silva", "dasilva"), n("Đặng", "dang"), n("de León", "deleon"), n("Demir", "demir"), n("Diallo", "diallo"),
    n("Edwards", "edwards"), n("Eriksen", "eriksen"), n("Farah", "farah"), n("Fernández", "fernandez"), n("Flores", "flores"),
    n("Fofana", "fofana"), n("Gebremariam", "gebremariam"), n("Gómez", "gomez"), n("Goldstein", "goldstein"), n("Green", "green"),
    n("Gutiérrez", "gutierrez"), n("Haddad", "haddad"), n("Hall", "hall"), n("Hassan", "hassan"), n("Hill, III", "hill"),
    n("Horvát", "horvat"), n("Huang", "huang"), n("Ibarra", "ibarra"), n("Ito", "ito"), n("Ivanov", "ivanov"),
    n("Jensen", "jensen"), n("Juárez", "juarez"), n("Kahananui", "kahananui"), n("Kaur", "kaur"), n("Kelly", "kelly"),
    n("Khan", "khan"), n("Kim", "kim"), n("Kowalski", "kowalski"), n("Kumar", "kumar"), n("Lefèvre", "lefevre"),
    n("Lindqvist", "lindqvist"), n("Long", "long"), n("Lý", "ly"), n("Mbeki", "mbeki"), n("McAllister", "mcallister"),
    n("Medina-Ruiz", "medinaruiz"), n("Mitchell", "mitchell"), n("Morales", "morales"), n("Mwangi", "mwangi"), n("Nakamura", "nakamura"),
    n("Navarro", "navarro"), n("Nelson", "nelson"), n("Nguyen", "nguyen"), n("Novák", "novak"), n("O'Connor", "oconnor"),
    n("O’Leary", "oleary"), n("Okafor", "okafor"), n("Oliveira", "oliveira"), n("Öztürk", "ozturk"), n("Park", "park"),
    n("Patel", "patel"), n("Peña", "pena"), n("Petrov", "petrov"), n("Phillips", "phillips"), n("Quispe", "quispe"),
    n("Ramos", "ramos"), n("Reyes", "reyes"), n("Rossi", "rossi"), n("Saint-Jean", "saintjean"), n("Schäfer", "schafer"),
    n("Shah", "shah"), n("Singh", "singh"), n("Stewart", "stewart"), n("Suzuki", "suzuki"), n("Tanaka", "tanaka"),
    n("Tran", "tran"), n("Turner", "turner"), n("Ueda", "ueda"), n("van den Heuvel", "vandenheuvel"), n("Vásquez", "vasquez"),
    n("Washington", "washington"), n("Wójcik", "wojcik"), n("Wu", "wu"), n("Yang", "yang"), n("Yazzie", "yazzie"),
    n("Zhang", "zhang"), n("Zimmermann", "zimmermann"), n("佐藤", "sato"), n("陈", "chen"), n("박", "bak"), n("Шевченко", "shevchenko"),
];

/// What schools are named for.
#[rustfmt::skip]
pub(super) const SCHOOLS: &[&str] = &[
    "Aspen Grove", "Bayview", "Cesar Chavez", "Cottonwood", "Eagle Ridge", "Frederick Douglass", "Harbor Point",
    "Harriet Tubman", "José Martí", "Juniper Hill", "Kāneʻohe Bay", "Lakeshore", "Martin Luther King, Jr.", "Meadowbrook",
    "Mill Creek", "North Fork", "Orchard Park", "Peñasco", "Prairie View", "Red Cliffs", "River Bend", "Rosa Parks",
    "Sally Ride", "St. Croix", "Sunnyside", "Thurgood Marshall", "Union", "Walnut Street", "Willow \"Bend\"", "Zion Hill",
];

/// Towns of birth as (country, state, town).
#[rustfmt::skip]
pub(super) const TOWNS: &[(&str, &str, &str)] = &[
    ("US", "IL", "Springfield"), ("US", "IL", "Peoria"), ("US", "TX", "El Paso"), ("US", "CA", "San José"),
    ("US", "NY", "Buffalo"), ("US", "DC", "Washington, D.C."), ("US", "MN", "Duluth"), ("US", "FL", "Coral Gables"),
    ("US", "CO", "Cañon City"), ("US", "HI", "Hilo"), ("MX", "", "Cuautitlán"), ("VN", "", "Đà Nẵng"),
    ("IN", "", "Nashik"), ("SO", "", "Kismayo"), ("UA", "", "Львів"), ("BR", "", "São Luís"),
];
