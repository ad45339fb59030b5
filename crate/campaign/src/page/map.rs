//! A map of squares: each country or province is one, placed so that
//! neighbours stay neighbours. Drawn here from scratch; no map data is used.

use super::escape;
use super::words::Words;
use crate::counts::Count;
use std::fmt::Write;

const SIDE: usize = 62;

/// A square: column, row, code, names by which it is known (plain lower case).
type Tile = (usize, usize, &'static str, &'static [&'static str]);

/// Draws the map that fits best: the provinces of one country where most hosts
/// are in it, otherwise Europe; nothing where no place is known.
pub(super) fn map(html: &mut String, countries: &[Count], regions: &[Count], words: &Words) {
    let known: u64 = countries.iter().filter(|c| !c.name.is_empty()).map(|c| c.hosts).sum();
    let Some(first) = countries.iter().find(|count| !count.name.is_empty()) else { return };
    let provinces = match first.name.as_str() {
        "BE" => BELGIUM,
        "NL" => NETHERLANDS,
        "DE" => GERMANY,
        "FR" => FRANCE,
        _ => &[],
    };
    let of_country = |count: &&Count| count.name.starts_with(&first.name);
    let found: u64 = regions
        .iter()
        .filter(of_country)
        .filter(|count| provinces.iter().any(|tile| is(tile, &count.name[2..])))
        .map(|count| count.hosts)
        .sum();
    // Provinces, where they are known of at least half of what lies in one country.
    let is_one = first.hosts * 10 >= known * 8 && found * 2 >= first.hosts;
    let all: u64 = countries.iter().map(|count| count.at_risk).sum();
    if is_one {
        let regions: Vec<Count> = regions
            .iter()
            .filter(of_country)
            .map(|count| Count { name: count.name[2..].trim().to_owned(), ..count.clone() })
            .collect();
        draw(html, provinces, &regions, all, words);
    } else {
        draw(html, EUROPE, countries, all, words);
    }
}

fn draw(html: &mut String, tiles: &[Tile], counts: &[Count], all: u64, words: &Words) {
    let of = |tile: &Tile| -> (u64, u64) {
        let found = counts.iter().filter(|count| is(tile, &count.name));
        found.fold((0, 0), |sum, count| (sum.0 + count.at_risk, sum.1 + count.hosts))
    };
    let most = tiles.iter().map(|tile| of(tile).0).max().unwrap_or(0).max(1);
    let width = tiles.iter().map(|tile| tile.0 + 1).max().unwrap_or(0) * SIDE;
    let height = tiles.iter().map(|tile| tile.1 + 1).max().unwrap_or(0) * SIDE;
    let title = escape(words.map);
    let _ = writeln!(
        html,
        "<section class=\"wide\"><h2>{title}</h2>\n<svg class=\"map\" style=\"max-width:{width}px\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{title}\">"
    );
    let mut shown = 0;
    for tile in tiles {
        let (at_risk, hosts) = of(tile);
        shown += at_risk;
        let (x, y) = (tile.0 * SIDE, tile.1 * SIDE);
        // The root makes small numbers visible beside large ones.
        let share = (at_risk as f64 / most as f64).sqrt();
        let dark = share > 0.55;
        let name = tile.3.first().copied().unwrap_or(tile.2);
        let _ = writeln!(
            html,
            "<g><title>{}: {} {} / {} {}</title>\
             <rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"4\" fill=\"{}\"/>\
             <text x=\"{}\" y=\"{}\" class=\"code\" fill=\"{}\">{}</text>\
             <text x=\"{}\" y=\"{}\" class=\"count\" fill=\"{}\">{}</text></g>",
            escape(name),
            words.number(at_risk),
            escape(words.at_risk),
            words.number(hosts),
            escape(words.hosts),
            x + 2,
            y + 2,
            SIDE - 4,
            SIDE - 4,
            shade(share),
            x + 8,
            y + 19,
            if dark { "#fff" } else { "#333" },
            escape(tile.2),
            x + 8,
            y + 45,
            if dark { "#fff" } else { "#111" },
            if hosts == 0 { "·".to_owned() } else { words.number(at_risk) },
        );
    }
    let _ = writeln!(html, "</svg>\n<p class=\"small\">{}", escape(words.map_note));
    if all > shown {
        let (rest, elsewhere) = (words.number(all - shown), escape(words.elsewhere));
        let _ = write!(html, " {elsewhere}: {rest}.");
    }
    *html += "</p></section>\n";
}

/// From pale to dark red, by the share of the darkest.
fn shade(share: f64) -> String {
    let mix = |from: f64, to: f64| (from + (to - from) * share).round() as u8;
    format!("#{:02x}{:02x}{:02x}", mix(238.0, 139.0), mix(232.0, 26.0), mix(228.0, 30.0))
}

/// Whether a tile is meant by a code or a name in whatever spelling.
fn is(tile: &Tile, name: &str) -> bool {
    let plain = plain(name);
    plain == tile.2.to_lowercase() || tile.3.iter().any(|known| self::plain(known) == plain)
}

/// Lower case without accents, blanks and hyphens.
fn plain(name: &str) -> String {
    name.chars()
        .flat_map(char::to_lowercase)
        .filter_map(|char| match char {
            'à' | 'â' | 'ä' => Some('a'),
            'é' | 'è' | 'ê' | 'ë' => Some('e'),
            'î' | 'ï' => Some('i'),
            'ô' | 'ö' => Some('o'),
            'û' | 'ü' | 'ù' => Some('u'),
            'ç' => Some('c'),
            char if char.is_alphanumeric() => Some(char),
            _ => None,
        })
        .collect()
}

const BELGIUM: &[Tile] = &[
    (0, 0, "WVL", &["West-Vlaanderen", "West Flanders", "Flandre-Occidentale"]),
    (1, 0, "OVL", &["Oost-Vlaanderen", "East Flanders", "Flandre-Orientale"]),
    (2, 0, "ANT", &["Antwerpen", "Antwerp", "Anvers"]),
    (3, 0, "LIM", &["Limburg", "Limbourg"]),
    (1, 1, "BRU", &["Brussels", "Brussel", "Bruxelles", "Brussels Capital", "Bruxelles-Capitale"]),
    (2, 1, "VBR", &["Vlaams-Brabant", "Flemish Brabant", "Brabant flamand"]),
    (1, 2, "HAI", &["Hainaut", "Henegouwen"]),
    (2, 2, "BRW", &["Brabant wallon", "Waals-Brabant", "Walloon Brabant"]),
    (3, 2, "LIE", &["Liège", "Luik", "Lüttich"]),
    (2, 3, "NAM", &["Namur", "Namen"]),
    (3, 3, "LUX", &["Luxembourg", "Luxemburg"]),
];

const NETHERLANDS: &[Tile] = &[
    (2, 0, "FR", &["Friesland", "Fryslân"]),
    (3, 0, "GR", &["Groningen"]),
    (1, 1, "NH", &["Noord-Holland", "North Holland"]),
    (2, 1, "FL", &["Flevoland"]),
    (3, 1, "DR", &["Drenthe"]),
    (1, 2, "ZH", &["Zuid-Holland", "South Holland"]),
    (2, 2, "UT", &["Utrecht"]),
    (3, 2, "OV", &["Overijssel"]),
    (0, 3, "ZE", &["Zeeland"]),
    (1, 3, "NB", &["Noord-Brabant", "North Brabant"]),
    (3, 3, "GE", &["Gelderland"]),
    (2, 4, "LI", &["Limburg"]),
];

const GERMANY: &[Tile] = &[
    (1, 0, "SH", &["Schleswig-Holstein"]),
    (2, 0, "MV", &["Mecklenburg-Vorpommern", "Mecklenburg-Western Pomerania"]),
    (0, 1, "HB", &["Bremen", "Free Hanseatic City of Bremen"]),
    (1, 1, "HH", &["Hamburg", "Free and Hanseatic City of Hamburg"]),
    (2, 1, "BB", &["Brandenburg"]),
    (3, 1, "BE", &["Berlin", "Land Berlin", "State of Berlin"]),
    (0, 2, "NW", &["Nordrhein-Westfalen", "North Rhine-Westphalia"]),
    (1, 2, "NI", &["Niedersachsen", "Lower Saxony"]),
    (2, 2, "ST", &["Sachsen-Anhalt", "Saxony-Anhalt"]),
    (3, 2, "SN", &["Sachsen", "Saxony"]),
    (0, 3, "RP", &["Rheinland-Pfalz", "Rhineland-Palatinate"]),
    (1, 3, "HE", &["Hessen", "Hesse"]),
    (2, 3, "TH", &["Thüringen", "Thuringia"]),
    (0, 4, "SL", &["Saarland"]),
    (1, 4, "BW", &["Baden-Württemberg", "Baden-Wuerttemberg"]),
    (2, 4, "BY", &["Bayern", "Bavaria"]),
];

const FRANCE: &[Tile] = &[
    (2, 0, "HDF", &["Hauts-de-France"]),
    (1, 1, "NOR", &["Normandie", "Normandy"]),
    (2, 1, "IDF", &["Île-de-France"]),
    (3, 1, "GES", &["Grand Est"]),
    (0, 1, "BRE", &["Bretagne", "Brittany"]),
    (0, 2, "PDL", &["Pays de la Loire"]),
    (1, 2, "CVL", &["Centre-Val de Loire"]),
    (2, 2, "BFC", &["Bourgogne-Franche-Comté"]),
    (1, 3, "NAQ", &["Nouvelle-Aquitaine"]),
    (2, 3, "ARA", &["Auvergne-Rhône-Alpes"]),
    (1, 4, "OCC", &["Occitanie", "Occitania"]),
    (2, 4, "PAC", &["Provence-Alpes-Côte d'Azur"]),
    (3, 4, "COR", &["Corse", "Corsica"]),
];

const EUROPE: &[Tile] = &[
    (0, 0, "IS", &["Iceland"]),
    (5, 0, "NO", &["Norway"]),
    (6, 0, "SE", &["Sweden"]),
    (7, 0, "FI", &["Finland"]),
    (1, 1, "IE", &["Ireland"]),
    (2, 1, "GB", &["United Kingdom"]),
    (5, 1, "DK", &["Denmark"]),
    (7, 1, "EE", &["Estonia"]),
    (8, 1, "RU", &["Russia"]),
    (3, 2, "NL", &["Netherlands"]),
    (4, 2, "DE", &["Germany"]),
    (5, 2, "PL", &["Poland"]),
    (6, 2, "LT", &["Lithuania"]),
    (7, 2, "LV", &["Latvia"]),
    (8, 2, "BY", &["Belarus"]),
    (2, 3, "BE", &["Belgium"]),
    (3, 3, "LU", &["Luxembourg"]),
    (4, 3, "CZ", &["Czechia"]),
    (5, 3, "SK", &["Slovakia"]),
    (6, 3, "HU", &["Hungary"]),
    (7, 3, "RO", &["Romania"]),
    (8, 3, "UA", &["Ukraine"]),
    (9, 3, "MD", &["Moldova"]),
    (1, 4, "FR", &["France"]),
    (2, 4, "CH", &["Switzerland"]),
    (3, 4, "LI", &["Liechtenstein"]),
    (4, 4, "AT", &["Austria"]),
    (5, 4, "SI", &["Slovenia"]),
    (6, 4, "HR", &["Croatia"]),
    (7, 4, "RS", &["Serbia"]),
    (8, 4, "BG", &["Bulgaria"]),
    (0, 5, "PT", &["Portugal"]),
    (1, 5, "ES", &["Spain"]),
    (2, 5, "AD", &["Andorra"]),
    (3, 5, "MC", &["Monaco"]),
    (4, 5, "IT", &["Italy"]),
    (6, 5, "BA", &["Bosnia and Herzegovina"]),
    (7, 5, "XK", &["Kosovo"]),
    (8, 5, "MK", &["North Macedonia"]),
    (4, 6, "SM", &["San Marino"]),
    (5, 6, "MT", &["Malta"]),
    (6, 6, "ME", &["Montenegro"]),
    (7, 6, "AL", &["Albania"]),
    (8, 6, "GR", &["Greece"]),
    (9, 6, "TR", &["Turkey", "Türkiye"]),
    (10, 6, "CY", &["Cyprus"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_tiles_share_a_place() {
        for tiles in [BELGIUM, NETHERLANDS, GERMANY, FRANCE, EUROPE] {
            let mut places: Vec<_> = tiles.iter().map(|tile| (tile.0, tile.1)).collect();
            places.sort_unstable();
            places.dedup();
            assert_eq!(places.len(), tiles.len());
        }
    }

    #[test]
    fn a_place_is_known_in_any_spelling() {
        for name in ["Liège", "LIEGE", "luik", "LIE"] {
            assert!(BELGIUM.iter().any(|tile| tile.2 == "LIE" && is(tile, name)), "{name}");
        }
        assert!(FRANCE.iter().any(|tile| is(tile, "ILE DE FRANCE")));
    }
}
