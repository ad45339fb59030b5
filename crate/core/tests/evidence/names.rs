//! What a server is called.

use crate::check;

#[test]
fn names_stand_in_the_same_object_or_row() {
    let wanted = "EX01 ~15.1.2507.6, EX02 ~15.2.1118.7";
    check(&[
        (
            r#"[{"Name":"EX01","AdminDisplayVersion":"Version 15.1 (Build 2507.6)"},{"Name":"EX02","AdminDisplayVersion":"Version 15.2 (Build 1118.7)"}]"#,
            wanted,
        ),
        (
            r#"[{"AdminDisplayVersion":"Version 15.1 (Build 2507.6)","Name":"EX01"},{"AdminDisplayVersion":"Version 15.2 (Build 1118.7)","Name":"EX02"}]"#,
            wanted,
        ),
        (
            "<table><tr><th>Name</th><th>AdminDisplayVersion</th></tr><tr><td>EX01</td><td>Version 15.1 (Build 2507.6)</td></tr><tr><td>EX02</td><td>Version 15.2 (Build 1118.7)</td></tr></table>",
            wanted,
        ),
        ("Exchange 服务器版本：15.1.2507.6", "=15.1.2507.6"),
    ]);
}

#[test]
fn names_behind_versions_and_beside_rows() {
    check(&[
        (
            "AdminDisplayVersion : Version 15.1 (Build 2507.6)\nName : EX7\n\n\
             AdminDisplayVersion : Version 15.2 (Build 1118.7)\nName : **EX8**\n",
            "EX7 ~15.1.2507.6, EX8 ~15.2.1118.7",
        ),
        (
            "FileVersion    : 15.02.1544.025\nPSComputerName : EX7\n\nFileVersion    : 15.02.1544.014\nPSComputerName : EX8\n",
            "EX7 =15.2.1544.25, EX8 =15.2.1544.14",
        ),
        (
            "ProductVersion   FileVersion      FileName                        PSComputerName\n\
             --------------   -----------      --------                        --------------\n\
             15.02.1118.025   15.02.1118.025   C:\\Program Files\\Microsoft\\... EX7\n\
             15.02.1118.021   15.02.1118.021   C:\\Program Files\\Microsoft\\... EX8\n\
             15.01.2507.017   15.01.2507.017   C:\\Program Files\\Microsoft\\... EX9\n\
             15.01.2507.016   15.01.2507.016   C:\\Program Files\\Microsoft\\... EX10\n",
            "EX10 =15.1.2507.16, EX7 =15.2.1118.25, EX8 =15.2.1118.21, EX9 =15.1.2507.17",
        ),
        ("Hello, our Exchange build is 15.1.2242.4", "=15.1.2242.4"),
        (
            "+ /: Uncommon header 'x-feserver' found, with contents: EX7.\n+ /owa/: Retrieved x-owa-version header: 15.1.2308.27.\n",
            "EX7 =15.1.2308.27",
        ),
    ]);
}

#[test]
fn names_in_the_directory_in_objects_and_behind_bullets() {
    check(&[
        (
            "dn: CN=EX7,CN=Servers,CN=First,DC=example\nserialNumber: Version 15.1 (Build 32507.6)\n",
            "EX7 ~15.1.2507.6",
        ),
        ("@{ Name='EX7'; AdminDisplayVersion='Version 15.1 (Build 2375.7)' }", "EX7 ~15.1.2375.7"),
        (
            "- EX7: Exchange 2016 CU23 15.1.2507.35\n- EX8: Exchange 2019 CU14 15.2.1544.4\n",
            "EX7 =15.1.2507.35, EX8 =15.2.1544.4",
        ),
    ]);
}
