# Pester 5, run by the workflow in Windows PowerShell and PowerShell 7 with the command
# built there: $env:EXPATCH names it.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../Expatch/Expatch.psd1') -Force
    $script:ask = @{ Command = $env:EXPATCH; AsOf = [datetime] '2026-10-09'; Language = 'en' }
}

Describe 'Test-ExchangePatch' {
    It 'answers a build' {
        $verdict = Test-ExchangePatch 15.1.2507.61 @ask
        $verdict.Build | Should -Be '15.1.2507.61'
        $verdict.Release | Should -BeLike 'Exchange Server 2016 CU23*'
        $verdict.Patched | Should -Be 'no'
        $verdict.Severity | Should -Be 2
        $verdict.Headline | Should -BeLike 'Not patched*'
        $verdict.Plan.Count | Should -BeGreaterThan 0
        $verdict.FactsOf | Should -Match '^\d{4}-\d\d-\d\d$'
        $verdict.PSObject.TypeNames | Should -Contain 'Expatch.Verdict'
    }

    It 'takes lines as one text, in any script' {
        $verdict = 'Server: Ünïcode', 'X-OWA-Version: 15.2.2562.53', '' | Test-ExchangePatch @ask
        @($verdict).Count | Should -Be 1
        $verdict.Build | Should -Be '15.2.2562.53'
    }

    It 'takes what Get-ExchangeServer gives, and does not guess' {
        $servers = foreach ($name in 'EX01', 'EX02') {
            [pscustomobject] @{ Name = $name; AdminDisplayVersion = 'Version 15.1 (Build 2507.6)'; ServerRole = 'Mailbox' }
        }
        $verdicts = $servers | Test-ExchangePatch @ask
        $verdicts.Name | Sort-Object | Should -Be 'EX01', 'EX02'
        $verdicts | ForEach-Object { $_.Patched | Should -Not -Be 'yes' }
    }

    It 'takes what Get-Command ExSetup.exe gives through Invoke-Command' {
        $remote = [pscustomobject] @{ PSComputerName = 'EX01'; Name = 'ExSetup.exe'; Version = [version] '15.2.2562.53' },
        [pscustomobject] @{ PSComputerName = 'EX02'; FileName = 'C:\Bin\ExSetup.exe'; FileVersion = '15.01.2507.061' }
        $verdicts = $remote | Test-ExchangePatch @ask
        ($verdicts | Where-Object Name -EQ 'EX02').Build | Should -Be '15.1.2507.61'
        ($verdicts | Where-Object Name -EQ 'EX01').Build | Should -Be '15.2.2562.53'
        $verdicts[0].Name | Should -Be 'EX02' -Because 'the worst comes first'
    }

    It 'takes a program of this machine' {
        # The shell itself is no Exchange: its file is read, and nothing is claimed.
        $program = Get-Command (Get-Process -Id $PID).Path
        { $program | Test-ExchangePatch @ask -ErrorAction Stop } | Should -Throw -ErrorId 'NoServerFound*'
    }

    It 'takes headers, tables and answers' {
        (@{ 'X-OWA-Version' = '15.1.2507.61' } | Test-ExchangePatch @ask).Build | Should -Be '15.1.2507.61'
        $answer = [pscustomobject] @{ RawContent = "HTTP/1.1 200 OK`r`nX-OWA-Version: 15.1.2507.61`r`n`r`n" }
        ($answer | Test-ExchangePatch @ask).Build | Should -Be '15.1.2507.61'
    }

    It 'takes files' {
        $file = Join-Path $TestDrive 'headers with spaces.txt'
        Set-Content -Path $file -Value 'X-OWA-Version: 15.1.2507.61'
        (Test-ExchangePatch -Path $file @ask).Build | Should -Be '15.1.2507.61'
        (Get-Item $file | Test-ExchangePatch @ask).Build | Should -Be '15.1.2507.61'
    }

    It 'answers in other languages' {
        (Test-ExchangePatch 15.1.2507.61 -Command $env:EXPATCH -Language de).Headline | Should -BeLike 'Nicht gepatcht*'
    }

    It 'reads a long list whole' {
        $list = 1..300 | ForEach-Object { "EX$_,15.1.2507.61" }
        @($list | Test-ExchangePatch @ask).Count | Should -Be 300
        $few = $list | Test-ExchangePatch @ask -MaxServers 5 -WarningVariable left -WarningAction SilentlyContinue
        @($few).Count | Should -Be 5
        "$left" | Should -Match '295 more'
    }

    It 'says what to do where it finds nothing, no command, or no file' {
        { 'hello' | Test-ExchangePatch @ask -ErrorAction Stop } | Should -Throw -ErrorId 'NoServerFound*'
        { Test-ExchangePatch 15.1.2507.61 -Command 'no-such-program' } | Should -Throw '*winget install*'
        { Test-ExchangePatch -Path (Join-Path $TestDrive 'lost.txt') @ask } | Should -Throw
    }
}
