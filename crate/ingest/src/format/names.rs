//! What columns and members are called in tables that nobody knows, as data: letters
//! and digits alone, in lower case.

use super::role::Role;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Each name once.
#[rustfmt::skip]
const ROWS: &[(Role, &str)] = &[
    (Role::Identity("ip"), "\
        ip ipaddress ipaddr ipstr address sourceip srcip hostip addr saddr ipv4 ipv6 \
        assetipv4 assetipaddress ips ipaddresses ipadresse ipadres adresseip \
        direccinip direccionip indirizzoip ipv4address ipv6address remoteip targetip \
        serverip lastexternalipaddress externalip publicip"),
    (Role::Identity("port"), "port poort puerto porta sourceport srcport sport portid openportno portnumber"),
    (Role::Host, "\
        hostname host fqdn domain dns dnsname sourcefqdn computername target \
        originatinghost devicename assetname machinename dnshostname vmname fqdnip \
        hostnameip iphostname targethost hostnaam"),
    (Role::Reverse, "sourcereversedns reversedns rdns ptr reverse"),
    (Role::Machine, "servername machine netbios netbiosname"),
    (Role::Identity("url"), "url uri sourceurl"),
    (Role::Identity("timestamp"), "\
        timestamp time date lastseen timesource scantime seen scandate scanned \
        scannedat lastscan lastscanned lastscandate lastupdated lastupdatetime \
        updatetime updatedat observedat lastobserved lastdetected lastfound \
        lastassessed lastseenat lastseentimestamp lastseendate detectedat \
        collectedat timegenerated timegeneratedutc scandtime eventtime observationtime hwscan lasthardwarescan lastinventory"),
    (Role::Identity("asn"), "asn sourceasn asnumber"),
    (Role::Identity("country"), "country countrycode geo cc sourcegeolocationcc"),
    (Role::Identity("region"), "region state sourcegeolocationregion"),
    (Role::Identity("city"), "city sourcegeolocationcity"),
    (Role::Identity("organisation"), "organisation organization org owner asname isp"),
    (Role::Identity("sector"), "sector industry"),
    (Role::Identity("source"), "source seenby feed feedname"),
    (Role::Tags, "tag tags extratag labels"),
    (Role::Cves, "cve cves vulns vulnerabilities cveid claims"),
    (Role::Compromised, "\
        compromised iscompromised infection infected webshell webshells webshellpath \
        webshellurl haswebshell ioc iocs"),
    (Role::Product, "\
        product productname software softwarename application displayname program \
        programm programme programma programa logiciel produit produkt producto \
        prodotto anwendung toepassing package packagename softwareproductname \
        applicationname appname programname softwareproduct"),
    (Role::Service, "service servicename"),
    (Role::Version, "\
        version build exchangeversion exchangebuild buildnumber productversion \
        installedversion currentversion softwareversion applicationversion \
        appversion displayversion detectedversion versioninstalled versiondetected \
        buildversion"),
    (Role::Text, "\
        banner tech technology technologies response result results output value \
        data text raw evidence detail pluginoutput plugintext"),
    (Role::Unread, "\
        solution solutions fix fixed fixedin fixedversion fixedbuild patchedin \
        patchedversion patched recommendation recommended recommendedversion \
        remediation targetversion targetbuild latest latestversion latestbuild \
        available availableversion requiredversion required wanted upgradeto \
        updateto newversion nextversion desired desiredversion expected \
        expectedversion firstfixed minimumversion minversion description synopsis \
        impact insight summary reference references seealso threat affected \
        vulnerabilityinsight vulnerabilitydetectionmethod"),
    (Role::Found, "vulnerable isvulnerable vuln exploitable matched matcherstatus"),
];

/// The role of each name.
pub(super) static NAMES: LazyLock<HashMap<&str, Role>> = LazyLock::new(|| {
    let pairs = ROWS.iter().flat_map(|(role, names)| names.split(' ').map(|name| (name, *role)));
    pairs.collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_stands_once() {
        let count = ROWS.iter().map(|(_, names)| names.split(' ').count()).sum::<usize>();
        assert_eq!(NAMES.len(), count);
    }
}
