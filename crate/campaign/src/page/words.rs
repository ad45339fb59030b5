//! The words of a report in four languages.

use expatch::Language;

/// Words of one language. `{}` in braces is filled in.
pub(super) struct Words {
    pub(super) language: Language,
    pub(super) code: &'static str,
    /// Between thousands.
    pub(super) group: char,
    pub(super) title: &'static str,
    pub(super) asked: &'static str,
    /// The same where nobody was asked.
    pub(super) listed: &'static str,
    pub(super) servers: &'static str,
    pub(super) at_risk: &'static str,
    pub(super) used: &'static str,
    pub(super) unclear: &'static str,
    /// Said by somebody, whatever the version.
    pub(super) compromised: &'static str,
    pub(super) projection: &'static str,
    /// `{found}`, `{percent}`, `{expected}`, `{low}`, `{high}`.
    pub(super) told: &'static str,
    pub(super) complete: &'static str,
    pub(super) so_far: &'static str,
    pub(super) expected: &'static str,
    pub(super) map: &'static str,
    pub(super) map_note: &'static str,
    pub(super) elsewhere: &'static str,
    pub(super) statuses: &'static str,
    pub(super) products: &'static str,
    pub(super) baselines: &'static str,
    pub(super) vulnerabilities: &'static str,
    pub(super) sectors: &'static str,
    pub(super) countries: &'static str,
    pub(super) operators: &'static str,
    pub(super) days: &'static str,
    pub(super) outcomes: &'static str,
    pub(super) others: &'static str,
    pub(super) unknown: &'static str,
    pub(super) hosts: &'static str,
    pub(super) legend: &'static str,
    pub(super) method: &'static str,
    /// What is meant.
    pub(super) note: &'static str,
    /// How it was asked, where it was.
    pub(super) asked_how: &'static str,
    /// The same where others saw it.
    pub(super) told_how: &'static str,
    pub(super) sources: &'static str,
    /// `{by}`, `{hosts}`, `{first}`, `{last}`.
    pub(super) source: &'static str,
    /// The same of one day.
    pub(super) source_day: &'static str,
    pub(super) own_scan: &'static str,
    pub(super) somebody: &'static str,
    pub(super) unplaced: &'static str,
    pub(super) history: &'static str,
    pub(super) nothing: &'static str,
    pub(super) basis: &'static str,
    pub(super) codes: &'static [(&'static str, &'static str)],
}

impl Words {
    /// A status, outcome or sector in words; what has none stays as it is.
    pub(super) fn of(&self, code: &str) -> String {
        let own = self.codes.iter().find(|(known, _)| *known == code);
        own.map_or_else(
            || expatch::text::status(self.language, code),
            |(_, words)| String::from(*words),
        )
    }

    /// A number with its thousands apart.
    pub(super) fn number(&self, number: u64) -> String {
        let digits = number.to_string();
        let mut text = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                text.push(self.group);
            }
            text.push(digit);
        }
        text
    }
}

pub(super) const fn words(language: Language) -> &'static Words {
    match language {
        Language::English => &ENGLISH,
        Language::French => &FRENCH,
        Language::Dutch => &DUTCH,
        Language::German => &GERMAN,
    }
}

static ENGLISH: Words = Words {
    language: Language::English,
    code: "en",
    group: ',',
    title: "Microsoft Exchange servers on the Internet",
    asked: "hosts asked",
    listed: "hosts in the lists",
    servers: "Exchange servers judged",
    at_risk: "at risk",
    used: "with a hole used in attacks",
    unclear: "cannot be judged from outside",
    projection: "How many there will be",
    told: "{found} at risk so far, with {percent} % of the hosts asked; {expected} expected in the \
           end. With 95 % probability the final count lies between {low} and {high}.",
    complete: "Every host on the list has been asked: the counts are final.",
    so_far: "so far",
    expected: "expected",
    map: "Where they are",
    map_note: "Each square is a place, the darker the more servers at risk; the number is theirs. \
               Squares show who neighbours whom, not areas.",
    elsewhere: "elsewhere or not known",
    statuses: "Verdicts",
    products: "Products",
    baselines: "Baselines",
    vulnerabilities: "Open vulnerabilities",
    sectors: "Sectors",
    countries: "Countries",
    operators: "Network operators",
    days: "By the day they were seen",
    outcomes: "How asking ended",
    others: "{count} others",
    unknown: "not known",
    hosts: "hosts",
    legend: "Dark: at risk. Light: all.",
    method: "How this was counted",
    note: "At risk means that a published vulnerability is open or that the product gets no more \
           fixes. A host whose build cannot be read from outside is counted as not to be judged, \
           never as safe.",
    asked_how: "The hosts of our own scan were asked, in random order, for pages that they show to \
                everybody; nobody logged in and nothing was tried. The projection takes those \
                asked for a random sample without replacement, each network for itself, and \
                speaks of the hosts on the list only.",
    told_how: "Hosts that others saw were not asked again: each counts as it was last seen.",
    sources: "Where the data come from",
    source: "{by}: {hosts} hosts, seen from {first} to {last}",
    source_day: "{by}: {hosts} hosts, seen on {first}",
    own_scan: "our own scan",
    somebody: "a list that does not say who saw it",
    unplaced: "{count} rows name no host: they are counted, and nobody can be told.",
    history: "{count} older or contradicted observations were replaced.",
    nothing: "Nothing has been counted yet.",
    compromised: "reported as broken into",
    basis: "Verdicts for {day} · facts of expatch {facts}",
    codes: &[
        ("answered", "answered"),
        ("opted-out", "does not want to be asked"),
        ("unresolved", "name has no address"),
        ("refused", "port closed"),
        ("unreachable", "no way there"),
        ("timed-out", "no answer in time"),
        ("hung-up", "hung up"),
        ("tls-failed", "TLS failed"),
        ("tls-too-old", "TLS too old to read"),
        ("not-http", "not HTTP"),
        ("police", "police"),
        ("province", "provinces"),
        ("town", "towns"),
        ("hospital", "hospitals"),
        ("school", "schools"),
        ("government", "government"),
    ],
};

static FRENCH: Words = Words {
    language: Language::French,
    code: "fr",
    group: '\u{202f}',
    title: "Serveurs Microsoft Exchange sur Internet",
    asked: "hôtes interrogés",
    listed: "hôtes des listes",
    servers: "serveurs Exchange évalués",
    at_risk: "à risque",
    used: "avec une faille utilisée dans des attaques",
    unclear: "non évaluables de l’extérieur",
    projection: "Combien ils seront",
    told: "{found} à risque jusqu’ici, {percent} % des hôtes étant interrogés ; {expected} \
           attendus à la fin. Avec une probabilité de 95 %, le nombre final se situe entre {low} \
           et {high}.",
    complete: "Tous les hôtes de la liste ont été interrogés : les nombres sont définitifs.",
    so_far: "jusqu’ici",
    expected: "attendus",
    map: "Où ils se trouvent",
    map_note: "Chaque carré est un lieu, d’autant plus foncé qu’il compte de serveurs à risque ; \
               le nombre est le leur. Les carrés montrent les voisinages, pas les surfaces.",
    elsewhere: "ailleurs ou inconnu",
    statuses: "Verdicts",
    products: "Produits",
    baselines: "Versions de base",
    vulnerabilities: "Vulnérabilités ouvertes",
    sectors: "Secteurs",
    countries: "Pays",
    operators: "Opérateurs de réseau",
    days: "Par jour d’observation",
    outcomes: "Issue des requêtes",
    others: "{count} autres",
    unknown: "inconnu",
    hosts: "hôtes",
    legend: "Foncé : à risque. Clair : tous.",
    method: "Comment cela a été compté",
    note: "À risque signifie qu’une vulnérabilité publiée est ouverte ou que le produit ne reçoit \
           plus de correctifs. Un hôte dont la version n’est pas lisible de l’extérieur compte \
           comme non évaluable, jamais comme sûr.",
    asked_how: "Les hôtes de notre propre balayage ont été interrogés, dans un ordre aléatoire, sur \
                des pages qu’ils montrent à tout le monde ; personne ne s’est connecté et rien \
                n’a été essayé. La projection considère les hôtes interrogés comme un échantillon \
                aléatoire sans remise, réseau par réseau, et ne porte que sur les hôtes de la \
                liste.",
    told_how: "Les hôtes que d’autres ont vus n’ont pas été interrogés à nouveau : chacun compte \
               tel qu’il a été vu en dernier.",
    sources: "D’où viennent les données",
    source: "{by} : {hosts} hôtes, vus du {first} au {last}",
    source_day: "{by} : {hosts} hôtes, vus le {first}",
    own_scan: "notre propre balayage",
    somebody: "une liste qui ne dit pas qui a vu",
    unplaced: "{count} lignes ne nomment aucun hôte : elles sont comptées, personne ne peut être \
               prévenu.",
    history: "{count} observations plus anciennes ou contredites ont été remplacées.",
    nothing: "Rien n’a encore été compté.",
    compromised: "signalés comme piratés",
    basis: "Verdicts au {day} · faits d’expatch {facts}",
    codes: &[
        ("answered", "a répondu"),
        ("opted-out", "ne veut pas être interrogé"),
        ("unresolved", "nom sans adresse"),
        ("refused", "port fermé"),
        ("unreachable", "injoignable"),
        ("timed-out", "pas de réponse à temps"),
        ("hung-up", "a raccroché"),
        ("tls-failed", "échec TLS"),
        ("tls-too-old", "TLS trop ancien"),
        ("not-http", "pas HTTP"),
        ("police", "police"),
        ("province", "provinces"),
        ("town", "communes"),
        ("hospital", "hôpitaux"),
        ("school", "écoles"),
        ("government", "administration"),
    ],
};

static DUTCH: Words = Words {
    language: Language::Dutch,
    code: "nl",
    group: '.',
    title: "Microsoft Exchange-servers op het internet",
    asked: "hosts bevraagd",
    listed: "hosts in de lijsten",
    servers: "Exchange-servers beoordeeld",
    at_risk: "met risico",
    used: "met een lek dat bij aanvallen wordt gebruikt",
    unclear: "van buitenaf niet te beoordelen",
    projection: "Hoeveel het er worden",
    told: "{found} met risico tot nu toe, nadat {percent} % van de hosts is bevraagd; {expected} \
           verwacht aan het eind. Met 95 % waarschijnlijkheid ligt het eindgetal tussen {low} en \
           {high}.",
    complete: "Alle hosts van de lijst zijn bevraagd: de aantallen zijn definitief.",
    so_far: "tot nu toe",
    expected: "verwacht",
    map: "Waar ze zijn",
    map_note: "Elk vierkant is een plaats, donkerder naarmate er meer servers met risico zijn; \
               het getal is hun aantal. Vierkanten tonen wie wiens buur is, geen oppervlakten.",
    elsewhere: "elders of niet bekend",
    statuses: "Oordelen",
    products: "Producten",
    baselines: "Basisversies",
    vulnerabilities: "Open kwetsbaarheden",
    sectors: "Sectoren",
    countries: "Landen",
    operators: "Netwerkbeheerders",
    days: "Naar dag van waarneming",
    outcomes: "Afloop van de bevraging",
    others: "{count} andere",
    unknown: "niet bekend",
    hosts: "hosts",
    legend: "Donker: met risico. Licht: alle.",
    method: "Hoe dit is geteld",
    note: "Met risico betekent dat een gepubliceerde kwetsbaarheid openstaat of dat het product \
           geen updates meer krijgt. Een host waarvan de build van buitenaf niet leesbaar is, \
           telt als niet te beoordelen, nooit als veilig.",
    asked_how: "De hosts van onze eigen scan zijn in willekeurige volgorde gevraagd naar pagina's \
                die zij aan iedereen tonen; niemand heeft ingelogd en er is niets geprobeerd. De \
                projectie ziet de bevraagde hosts als een aselecte steekproef zonder teruglegging, \
                per netwerk, en gaat alleen over de hosts op de lijst.",
    told_how: "Hosts die anderen zagen zijn niet opnieuw bevraagd: elke host telt zoals hij het \
               laatst gezien is.",
    sources: "Waar de gegevens vandaan komen",
    source: "{by}: {hosts} hosts, gezien van {first} tot {last}",
    source_day: "{by}: {hosts} hosts, gezien op {first}",
    own_scan: "onze eigen scan",
    somebody: "een lijst die niet zegt wie het zag",
    unplaced: "{count} rijen noemen geen host: zij zijn geteld, en niemand kan gewaarschuwd worden.",
    history: "{count} oudere of tegengesproken waarnemingen zijn vervangen.",
    nothing: "Er is nog niets geteld.",
    compromised: "met gemelde inbraak",
    basis: "Oordelen voor {day} · feiten van expatch {facts}",
    codes: &[
        ("answered", "antwoordde"),
        ("opted-out", "wil niet bevraagd worden"),
        ("unresolved", "naam zonder adres"),
        ("refused", "poort gesloten"),
        ("unreachable", "onbereikbaar"),
        ("timed-out", "geen antwoord op tijd"),
        ("hung-up", "hing op"),
        ("tls-failed", "TLS mislukt"),
        ("tls-too-old", "TLS te oud"),
        ("not-http", "geen HTTP"),
        ("police", "politie"),
        ("province", "provincies"),
        ("town", "gemeenten"),
        ("hospital", "ziekenhuizen"),
        ("school", "scholen"),
        ("government", "overheid"),
    ],
};

static GERMAN: Words = Words {
    language: Language::German,
    code: "de",
    group: '.',
    title: "Microsoft-Exchange-Server im Internet",
    asked: "Hosts befragt",
    listed: "Hosts der Listen",
    servers: "Exchange-Server beurteilt",
    at_risk: "gefährdet",
    used: "mit einer Lücke, die für Angriffe benutzt wird",
    unclear: "von außen nicht zu beurteilen",
    projection: "Wie viele es werden",
    told: "Bisher {found} gefährdet, {percent} % der Hosts sind befragt; am Ende {expected} \
           erwartet. Mit 95 % Wahrscheinlichkeit liegt die Endzahl zwischen {low} und {high}.",
    complete: "Alle Hosts der Liste sind befragt: Die Zahlen sind endgültig.",
    so_far: "bisher",
    expected: "erwartet",
    map: "Wo sie stehen",
    map_note: "Jedes Quadrat ist ein Ort: je dunkler, desto mehr gefährdete Server; die Zahl \
               nennt sie. Die Quadrate zeigen Nachbarschaften, keine Flächen.",
    elsewhere: "anderswo oder nicht bekannt",
    statuses: "Urteile",
    products: "Produkte",
    baselines: "Basisversionen",
    vulnerabilities: "Offene Schwachstellen",
    sectors: "Bereiche",
    countries: "Länder",
    operators: "Netzbetreiber",
    days: "Nach Tag der Beobachtung",
    outcomes: "Ausgang der Befragung",
    others: "{count} andere",
    unknown: "nicht bekannt",
    hosts: "Hosts",
    legend: "Dunkel: gefährdet. Hell: alle.",
    method: "Wie gezählt wurde",
    note: "Gefährdet heißt, dass eine veröffentlichte Schwachstelle offen ist oder das Produkt \
           keine Korrekturen mehr erhält. Ein Host, dessen Build von außen nicht lesbar ist, gilt \
           als nicht zu beurteilen, nie als sicher.",
    asked_how: "Die Hosts unseres eigenen Scans wurden in zufälliger Reihenfolge nach Seiten \
                gefragt, die sie jedem zeigen; niemand hat sich angemeldet, nichts wurde \
                versucht. Die Hochrechnung nimmt die befragten Hosts als Zufallsstichprobe ohne \
                Zurücklegen, Netz für Netz, und spricht nur von den Hosts der Liste.",
    told_how: "Hosts, die andere gesehen haben, wurden nicht erneut gefragt: Jeder zählt so, wie er \
               zuletzt gesehen wurde.",
    sources: "Woher die Daten kommen",
    source: "{by}: {hosts} Hosts, gesehen vom {first} bis {last}",
    source_day: "{by}: {hosts} Hosts, gesehen am {first}",
    own_scan: "unser eigener Scan",
    somebody: "eine Liste, die nicht sagt, wer es sah",
    unplaced: "{count} Zeilen nennen keinen Host: Sie sind gezählt, und niemand kann gewarnt werden.",
    history: "{count} ältere oder widersprochene Beobachtungen wurden ersetzt.",
    nothing: "Es wurde noch nichts gezählt.",
    compromised: "mit gemeldetem Einbruch",
    basis: "Urteile für den {day} · Fakten von expatch {facts}",
    codes: &[
        ("answered", "antwortete"),
        ("opted-out", "will nicht gefragt werden"),
        ("unresolved", "Name ohne Adresse"),
        ("refused", "Port geschlossen"),
        ("unreachable", "nicht erreichbar"),
        ("timed-out", "keine Antwort in der Zeit"),
        ("hung-up", "legte auf"),
        ("tls-failed", "TLS gescheitert"),
        ("tls-too-old", "TLS zu alt"),
        ("not-http", "kein HTTP"),
        ("police", "Polizei"),
        ("province", "Provinzen"),
        ("town", "Gemeinden"),
        ("hospital", "Krankenhäuser"),
        ("school", "Schulen"),
        ("government", "Verwaltung"),
    ],
};
