@{
    RootModule           = 'Expatch.psm1'
    ModuleVersion        = '0.1.0'
    GUID                 = '5d7a0d6e-5a0c-4c26-9a49-2f0e5a0c7c11'
    Author               = 'The expatch authors'
    CompanyName          = 'expatch'
    Copyright            = '(c) The expatch authors. MIT or Apache-2.0.'
    Description          = 'Is this Microsoft Exchange server patched? Test-ExchangePatch takes what the shell gives (Get-Command ExSetup.exe, Get-ExchangeServer, headers, files) and returns verdicts. Nothing leaves the machine. Needs the command expatch.'
    PowerShellVersion    = '5.1'
    CompatiblePSEditions = @('Desktop', 'Core')
    FunctionsToExport    = @('Test-ExchangePatch')
    CmdletsToExport      = @()
    VariablesToExport    = @()
    AliasesToExport      = @()
    PrivateData          = @{
        PSData = @{
            Tags       = @('Exchange', 'Security', 'Patch', 'CVE')
            ProjectUri = 'https://github.com/expatch/expatch'
            LicenseUri = 'https://github.com/expatch/expatch/blob/main/LICENSE-MIT'
        }
    }
}
