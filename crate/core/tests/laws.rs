//! The laws of the verdict: what must hold for every build, day and evidence,
//! not only for the examples.

use expatch::Assessor;
use expatch::Build;
use expatch::Database;
use expatch::Date;
use expatch::Language;
use expatch::database::ReleaseId;
use expatch::judge::Combined;
use expatch::judge::Judgement;
use expatch::judge::Patched;
use expatch::judge::Status;
use expatch::judge::covers;
use expatch::judge::outcome;
use expatch::resolve::Finding;
use proptest::prelude::*;

fn day() -> impl Strategy<Value = Date> {
    // 2010-01-01 to 2028-12-31: before the first vulnerability to well past the facts.
    (14_610..21_550).prop_map(Date::from_days)
}

/// Mostly numbers near released ones, some from anywhere.
fn build() -> impl Strategy<Value = Build> {
    let released = (any::<prop::sample::Index>(), -2i32..=2).prop_map(|(index, step)| {
        let database = Database::embedded();
        let id = index.index(database.releases().len());
        let build = database.release(ReleaseId(id as u16)).build;
        Build::from_bits(build.to_bits().saturating_add_signed(i64::from(step)))
    });
    prop_oneof![8 => released, 1 => any::<u64>().prop_map(Build::from_bits)]
}

/// Releases of one baseline, as evidence that shows the baseline gives them.
fn candidates() -> impl Strategy<Value = Vec<Build>> {
    any::<prop::sample::Index>().prop_map(|index| {
        let database = Database::embedded();
        let baselines: Vec<_> = database.baselines().collect();
        let baseline = &baselines[index.index(baselines.len())];
        baseline.release_ids().map(|id| database.release(id).build).collect()
    })
}

fn combined<'a>(database: &Database<'a>, builds: &[Build], day: Date) -> Combined<'a> {
    let cases = builds.iter().map(|build| Judgement::of(database, *build, day)).collect();
    Combined::of(database, cases, day).expect("there are candidates")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_build_on_any_day_is_judged(build in build(), day in day()) {
        let database = Database::embedded();
        let judgement = Judgement::of(&database, build, day);
        prop_assert!(!matches!(judgement.status, Status::ExchangeOnline | Status::NotExchange));
        // Nothing newer than the day is used.
        for id in &judgement.open {
            prop_assert!(database.vulnerability_at(*id).published <= day);
        }
        for release in &judgement.missing {
            prop_assert!(release.released <= day && release.build > judgement.build);
        }
        let is_good = matches!(judgement.status, Status::Current | Status::LatestKnown | Status::HotfixAvailable);
        prop_assert!(!is_good || judgement.open.is_empty());
    }

    #[test]
    fn nothing_is_current_once_a_patch_tuesday_has_passed(build in build(), day in day()) {
        let database = Database::embedded();
        let status = Judgement::of(&database, build, day).status;
        if !covers(&database, day) {
            prop_assert!(status != Status::Current && status != Status::HotfixAvailable);
        }
    }

    #[test]
    fn open_and_possible_never_overlap_and_certain_is_what_all_have(
        builds in candidates(), day in day(), keep in prop::collection::vec(any::<bool>(), 130),
    ) {
        let database = Database::embedded();
        let all = combined(&database, &builds, day);
        for id in &all.certain {
            prop_assert!(all.cases.iter().all(|case| case.open.contains(id)));
            prop_assert!(!all.possible.iter().any(|(other, _)| other == id));
        }
        // Narrower evidence keeps what was certain and adds nothing that was
        // not at least possible.
        let fewer: Vec<_> = builds.iter().zip(&keep).filter(|(_, keep)| **keep).map(|(build, _)| *build).collect();
        if !fewer.is_empty() {
            let some = combined(&database, &fewer, day);
            for id in &all.certain {
                prop_assert!(some.certain.contains(id));
            }
            let named = |id| all.certain.contains(&id) || all.possible.iter().any(|(other, _)| *other == id);
            for id in some.certain.iter().copied().chain(some.possible.iter().map(|(id, _)| *id)) {
                prop_assert!(named(id));
            }
            // It never gets worse than the worst or better than the best case.
            prop_assert!(some.range.1.status >= all.range.1.status);
            prop_assert!(some.range.0.status <= all.range.0.status);
            prop_assert!(some.open.at_least >= all.open.at_least && some.open.at_most <= all.open.at_most);
        }
    }

    #[test]
    fn a_set_says_what_all_its_members_say(builds in candidates(), day in day()) {
        let database = Database::embedded();
        let all = combined(&database, &builds, day);
        let shared = all.cases.iter().all(|case| case.patched == all.cases[0].patched);
        if shared {
            prop_assert_eq!(all.patched, all.cases[0].patched);
            let of_a_member = all.cases.iter().any(|case| case.status == all.status);
            prop_assert!(of_a_member, "{:?}", all.status);
            if all.patched == Patched::No {
                // At risk whichever is true, and no worse than the least bad.
                prop_assert!(all.status.severity() > 0);
                prop_assert!(all.cases.iter().all(|case| case.status <= all.status));
            }
        } else {
            prop_assert_eq!((all.patched, all.status), (Patched::Unknown, Status::Indeterminate));
        }
        prop_assert_eq!(all.range.1.status, all.cases.iter().map(|case| case.status).min().unwrap());
        for (count, sure) in [(all.open, all.certain.len()), (all.exploited, 0)] {
            prop_assert!(sure <= count.at_least && count.at_least <= count.at_most, "{count:?}");
        }
        prop_assert!(all.open.at_most <= all.certain.len() + all.possible.len());
        prop_assert!(all.exploited.at_most <= all.open.at_most);
        // The way of findings, reports and columns is the same.
        let ids: Vec<_> = builds.iter().map(|build| database.find(*build).unwrap()).collect();
        let said = outcome(&database, &Finding::Candidates(ids.clone()), day);
        // What was not out on the day could not be installed on it.
        let out = ids.iter().map(|id| database.release(*id)).filter(|release| release.released <= day);
        let out: Vec<_> = out.map(|release| release.build).collect();
        let all = if out.is_empty() { all } else { combined(&database, &out, day) };
        prop_assert_eq!((said.patched, said.status), (all.patched, all.status));
    }

    #[test]
    fn no_sentence_speaks_of_a_later_day(build in build(), day in day()) {
        let database = Database::embedded();
        let assessor = Assessor::new(&database, day);
        let report = assessor.report(build.to_string().as_bytes(), Language::English);
        let json = serde_json::to_value(&report).unwrap();
        for server in &report.servers {
            let verdict = &server.verdict;
            let mut said = vec![&verdict.headline, &verdict.summary];
            said.extend(verdict.reasons.iter().map(|reason| &reason.text));
            said.extend(verdict.plan.iter().map(|step| &step.text));
            for text in said {
                for (year, _) in text.match_indices("20").filter(|(at, _)| {
                    // `KB5020999` holds no year.
                    let digit = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
                    !digit(at + 4) && (*at == 0 || !digit(at - 1))
                }).filter_map(|(at, _)| Some((text.get(at..at + 4)?.parse::<i32>().ok()?, at))) {
                    // Ends of support are announced years before.
                    let announced = text.contains("upport") || text.contains("Security Updates");
                    // A release's own name may hold a year: Exchange Server 2019.
                    let is_name = text.contains(&format!("Server {year}"))
                        || text.contains(&format!(".{year}"))
                        || text.contains(&format!("{year}."))
                        || year > 2100;
                    prop_assert!(announced || is_name || year <= day.calendar().0, "{day}: {text}");
                }
            }
        }
        for row in json["servers"].as_array().unwrap() {
            for hole in ["certain", "possible"].iter().flat_map(|kind| row["verdict"]["vulnerabilities"][kind].as_array().unwrap()) {
                prop_assert!(hole["published"].as_str().unwrap() <= day.to_string().as_str());
                for claim in hole["claims"].as_array().into_iter().flatten() {
                    prop_assert!(claim["day"].as_str().unwrap() <= day.to_string().as_str());
                }
            }
        }
    }

    #[test]
    fn a_later_day_never_heals(build in build(), day in day(), later in 0..2000) {
        // What is known to be open stays open: new days bring new facts, they
        // do not install updates.
        let database = Database::embedded();
        let before = Judgement::of(&database, build, day);
        let after = Judgement::of(&database, build, Date::from_days(day.days() + later));
        for id in &before.open {
            prop_assert!(after.open.contains(id));
        }
        if before.status != Status::UnknownBuild {
            prop_assert!(after.status <= before.status, "{:?} became {:?}", before.status, after.status);
        }
    }

    #[test]
    fn the_fast_path_says_the_same(build in build(), day in day()) {
        let database = Database::embedded();
        let assessor = Assessor::new(&database, day);
        let slow = Judgement::of(&database, build, day).status;
        prop_assert_eq!(assessor.status_of(build), slow);
        prop_assert_eq!(assessor.status_of(build), slow, "from memory");
        let text = build.to_string();
        let report = assessor.report(text.as_bytes(), Language::English);
        let brief = assessor.brief(text.as_bytes());
        if let Some(server) = report.servers.first() {
            prop_assert_eq!(brief.status.map(Status::code), Some(server.verdict.status));
            prop_assert_eq!(brief.build, server.build);
            prop_assert_eq!(brief.patched.map(Patched::code), Some(server.verdict.patched));
            prop_assert_eq!(brief.severity(), server.verdict.severity);
            prop_assert_eq!((brief.open.at_least, brief.open.at_most), (server.verdict.open.at_least, server.verdict.open.at_most));
            prop_assert_eq!(brief.exploited.at_least, server.verdict.exploited.at_least);
            let json = serde_json::to_string(&report).unwrap();
            for _ in ["computed", "from memory"] {
                prop_assert_eq!(&assessor.report_json(text.as_bytes(), Language::English), &json);
            }
        }
    }

    #[test]
    fn checking_what_was_printed_gives_the_same(build in build(), day in day()) {
        let database = Database::embedded();
        let assessor = Assessor::new(&database, day);
        for text in [build.to_string(), build.long().to_string()] {
            let report = assessor.report(text.as_bytes(), Language::English);
            for server in report.servers {
                if let Some(said) = server.build {
                    let again = assessor.report(format!("{said} ExSetup.exe").as_bytes(), Language::English);
                    prop_assert_eq!(again.servers[0].build, Some(said));
                    prop_assert_eq!(again.servers[0].verdict.status, server.verdict.status);
                }
            }
        }
    }

    #[test]
    fn any_bytes_get_an_answer(bytes in prop::collection::vec(any::<u8>(), 0..400), day in day()) {
        let database = Database::embedded();
        let report = Assessor::new(&database, day).report(&bytes, Language::German);
        for server in &report.servers {
            for piece in &server.evidence {
                prop_assert!(piece.start <= piece.end && piece.end <= bytes.len());
            }
        }
    }
}

#[test]
fn what_is_remembered_is_what_would_be_said() {
    let database = Database::embedded();
    let assessor = Assessor::new(&database, "2026-11-23".parse().unwrap());
    let texts = [
        "15.1.2507",
        "15.1",
        "/owa/auth/15.1.2507/themes/",
        "Exchange Server 2016 CU23",
        "Exchange Server 2013",
        "220 mail.example Microsoft ESMTP MAIL Service ready",
        "X-OWA-Version: 8.3.297.2",
        "X-OWA-Version: 15.1.9999.1",
        "X-OWA-Version: 15.20.8137.12\nX-FEServer: CY4PR02CA0010",
        "MicrosoftSharePointTeamServices: 16.0.0.5474",
        "X-OWA-Version: 15.1.2507.6\nX-OWA-Version: 15.2.1544.4",
        "a,15.1.2507.6\nb,15.1.2507\nc,15.2.1748.48\n",
        "Name: EX01\nBuild Number: 15.02.1748.039\nEnable Download Domains: True\n",
        "Name: EX01\nBuild Number: 15.02.1748.039\n",
        "nothing",
        "",
    ];
    for language in [Language::English, Language::French, Language::Dutch, Language::German] {
        for text in texts.iter().chain(&texts) {
            let report = assessor.report(text.as_bytes(), language);
            let json = serde_json::to_string(&report).unwrap();
            assert_eq!(assessor.report_json(text.as_bytes(), language), json, "{text}");
            let reading = expatch::observe(text.as_bytes());
            let on = assessor.report_json_on(text.as_bytes(), reading, language);
            assert_eq!(on, json, "{text}");
        }
    }
}

#[test]
fn numbers_that_only_lists_print_are_kept_and_answered_as_their_release() {
    let database = Database::embedded();
    let assessor = Assessor::new(&database, database.as_of());
    let before = Assessor::new(&database, Date::from_days(0));
    for (alias, id) in database.aliases() {
        let own = database.release(id).build;
        let text = alias.to_string();
        let report = assessor.report(text.as_bytes(), Language::English);
        let [server] = &report.servers[..] else { panic!("{alias}") };
        assert_eq!(server.build, Some(alias), "{alias}");
        assert_eq!(server.release.as_ref().map(|release| release.build), Some(own), "{alias}");
        assert_eq!(server.candidates, [own], "{alias}");
        let brief = assessor.brief(text.as_bytes());
        assert_eq!((brief.build, brief.release), (Some(alias), Some(id)), "{alias}");
        let json = serde_json::to_string(&report).unwrap();
        assert_eq!(assessor.report_json(text.as_bytes(), Language::English), json);
        // On a day before it came out it is nothing but the number that was given.
        let report = before.report(text.as_bytes(), Language::English);
        assert_eq!(before.brief(text.as_bytes()).build, report.servers[0].build, "{alias}");
    }
}
