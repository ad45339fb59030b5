# Test-ExchangePatch: hands what the shell gives to the command `expatch` and returns
# its verdicts as objects. Rules live in the command; here is only the way in and out.
# For Windows PowerShell 5.1, in which Exchange's own shell runs, and PowerShell 7.

Set-StrictMode -Version 2.0

# A property or key by its name; nothing where there is none.
function Get-Field {
    param($Object, [string] $Name)

    if ($null -eq $Object) { return }
    if ($Object -is [System.Collections.IDictionary]) {
        if ($Object.Keys -contains $Name) { return $Object[$Name] }
        return
    }
    $property = $Object.PSObject.Properties[$Name]
    if ($null -ne $property) { return $property.Value }
}

# Fields as the lines of a record, the way Format-List writes them.
function ConvertTo-Record {
    param([System.Collections.Specialized.OrderedDictionary] $Fields)

    $lines = foreach ($name in $Fields.Keys) {
        if ($null -ne $Fields[$name]) { '{0} : {1}' -f $name, $Fields[$name] }
    }
    "`n" + ($lines -join "`n") + "`n"
}

# The version of a program file: the one place that shows every update.
function ConvertFrom-Program {
    param([string] $Path, [string] $Computer)

    $version = [System.Diagnostics.FileVersionInfo]::GetVersionInfo($Path)
    ConvertTo-Record ([ordered] @{
            PSComputerName = $Computer
            FileVersion    = $version.FileVersion
            FileName       = $Path
        })
}

# One object of the pipeline as text that the command reads.
function ConvertTo-Text {
    param($Object)

    if ($Object -is [string]) { return $Object }

    # Get-Command and Get-Item, on this machine: the file itself is asked.
    $path = Get-Field $Object 'Path'
    if ($null -eq $path) { $path = Get-Field $Object 'FullName' }
    $remote = Get-Field $Object 'PSComputerName'
    $isProgram = ($Object -is [System.Management.Automation.ApplicationInfo]) -or ($Object -is [System.IO.FileInfo])
    if ($isProgram -and $null -ne $path) {
        return ConvertFrom-Program $path ([System.Environment]::MachineName)
    }

    # The same from Invoke-Command: what is left of it are its properties.
    $version = Get-Field $Object 'FileVersion'
    if ($null -eq $version) { $version = Get-Field $Object 'Version' }
    $file = Get-Field $Object 'FileName'
    if ($null -eq $file) { $file = Get-Field $Object 'Name' }
    if ($null -ne $version -and "$file" -match '\.(exe|dll)$') {
        return ConvertTo-Record ([ordered] @{
                PSComputerName = $remote
                FileVersion    = $version
                FileName       = $file
            })
    }

    # Get-ExchangeServer, here or from a remote session.
    $shown = Get-Field $Object 'AdminDisplayVersion'
    if ($null -ne $shown) {
        return ConvertTo-Record ([ordered] @{
                Name                = Get-Field $Object 'Name'
                AdminDisplayVersion = $shown
                Edition             = Get-Field $Object 'Edition'
                ServerRole          = Get-Field $Object 'ServerRole'
            })
    }

    # Invoke-WebRequest: the answer as the server wrote it.
    $raw = Get-Field $Object 'RawContent'
    if ($null -ne $raw) { return "`n$raw`n" }

    # A table of headers.
    if ($Object -is [System.Collections.IDictionary]) {
        $lines = foreach ($name in $Object.Keys) { '{0}: {1}' -f $name, (@($Object[$name]) -join ', ') }
        return "`n" + ($lines -join "`n") + "`n"
    }

    # Anything else, such as a row of Import-Csv: all that it shows.
    "`n" + (($Object | Format-List -Property * | Out-String -Width 4096).Trim()) + "`n"
}

# The command: the one that was named, the one beside the module, the one of the PATH.
function Find-Expatch {
    param([string] $Command)

    $names = @()
    if ($Command) { $names += $Command }
    else {
        foreach ($name in 'expatch.exe', 'expatch') { $names += (Join-Path $PSScriptRoot $name) }
        $names += 'expatch'
    }
    foreach ($name in $names) {
        $found = Get-Command -Name $name -CommandType Application -ErrorAction SilentlyContinue | Select-Object -First 1
        if ($null -ne $found) { return $found.Path }
    }
    $missing = if ($Command) { "There is no program '$Command'." } else { "The command expatch is not on this machine's PATH." }
    $advice = 'Install it (winget install expatch, or the program of a release), or name it: -Command C:\Tools\expatch.exe.'
    throw (New-Object System.Management.Automation.ErrorRecord (
            (New-Object System.IO.FileNotFoundException "$missing $advice"),
            'ExpatchNotFound', [System.Management.Automation.ErrorCategory]::ObjectNotFound, $Command))
}

# Runs the command with a text on its standard input. In UTF-8 whatever the console
# speaks: a pipe to a program would use the console's own encoding.
function Invoke-Expatch {
    param([string] $Program, [string[]] $Words, [string] $Text)

    $start = New-Object System.Diagnostics.ProcessStartInfo
    $start.FileName = $Program
    $quoted = foreach ($word in $Words) { '"' + ($word -replace '(\\*)"', '$1$1\"' -replace '(\\+)$', '$1$1') + '"' }
    $start.Arguments = $quoted -join ' '
    $start.WorkingDirectory = (Get-Location -PSProvider FileSystem).ProviderPath
    $start.UseShellExecute = $false
    $start.CreateNoWindow = $true
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $utf8 = New-Object System.Text.UTF8Encoding $false
    $start.StandardOutputEncoding = $utf8
    $start.StandardErrorEncoding = $utf8
    $process = [System.Diagnostics.Process]::Start($start)
    try {
        # Both are read while the other is written: no side waits for a full pipe.
        $output = $process.StandardOutput.ReadToEndAsync()
        $errors = $process.StandardError.ReadToEndAsync()
        $bytes = $utf8.GetBytes($Text)
        try {
            $process.StandardInput.BaseStream.Write($bytes, 0, $bytes.Length)
            $process.StandardInput.BaseStream.Flush()
        }
        catch [System.IO.IOException] {
            # It left before it had read all; its exit code says why.
            Write-Debug "expatch took no more: $_"
        }
        $process.StandardInput.Close()
        $process.WaitForExit()
        [pscustomobject] @{ Code = $process.ExitCode; Output = $output.Result; Errors = $errors.Result.Trim() }
    }
    finally { $process.Dispose() }
}

# Windows PowerShell reads at most 2 MB of JSON by its own command.
function ConvertFrom-Report {
    param([string] $Json)

    if ($PSVersionTable.PSVersion.Major -ge 6) { return $Json | ConvertFrom-Json }
    Add-Type -AssemblyName System.Web.Extensions
    $reader = New-Object System.Web.Script.Serialization.JavaScriptSerializer
    $reader.MaxJsonLength = [int]::MaxValue
    $reader.DeserializeObject($Json)
}

# One server of the report as the shell shows it.
function ConvertTo-Verdict {
    param($Server, $Report)

    $verdict = Get-Field $Server 'verdict'
    $release = Get-Field $Server 'release'
    if ($null -eq $release) { $release = Get-Field $Server 'shared' }
    $named = 'product', 'baseline', 'update' | ForEach-Object { Get-Field $release $_ } | Where-Object { $_ }
    [pscustomobject] @{
        PSTypeName = 'Expatch.Verdict'
        Name       = Get-Field $Server 'name'
        Build      = Get-Field $Server 'build'
        Release    = @($named) -join ' '
        Patched    = Get-Field $verdict 'patched'
        Status     = Get-Field $verdict 'status'
        Severity   = [int] (Get-Field $verdict 'severity')
        Headline   = Get-Field $verdict 'headline'
        Summary    = Get-Field $verdict 'summary'
        Plan       = @(foreach ($step in @(Get-Field $verdict 'plan')) { Get-Field $step 'text' })
        AsOf       = Get-Field $Report 'asOf'
        FactsOf    = Get-Field (Get-Field $Report 'database') 'asOf'
        Input      = Get-Field $Server 'input'
        Detail     = $Server
    }
}

function Test-ExchangePatch {
    <#
    .SYNOPSIS
    Says whether Exchange servers are patched.

    .DESCRIPTION
    Takes what shows a version and returns one object for each server: Name, Build, Release, Patched (yes, no,
    unknown, not-applicable), Status, Severity (0 well, 1 warning, 2 critical, 3 unknown), Headline, Summary, Plan.
    The worst server comes first. The command expatch works it out on this machine; nothing is sent.

    The file version of ExSetup.exe shows every update. Get-ExchangeServer shows the cumulative update alone, so that
    a patched server and an unpatched one look the same and the answer is "unknown".

    .PARAMETER InputObject
    Text, or what Get-Command, Get-Item, Get-ExchangeServer, Invoke-WebRequest and Import-Csv give. Strings that
    follow each other are the lines of one text.

    .PARAMETER Path
    Files with such texts: headers, pages, mails, scan results.

    .PARAMETER AsOf
    The day of the verdict; today (UTC) unless given.

    .PARAMETER Language
    The language of the sentences; the shell's own where expatch speaks it, otherwise English.

    .PARAMETER MaxServers
    How many servers are answered, the worst first.

    .PARAMETER Command
    The program expatch, where it is not on the PATH.

    .EXAMPLE
    Get-Command ExSetup.exe | Test-ExchangePatch

    On the server itself.

    .EXAMPLE
    Invoke-Command (Get-ExchangeServer).Fqdn { Get-Command ExSetup.exe } | Test-ExchangePatch | Where-Object Patched -ne 'yes'

    All servers that are not shown to be patched.

    .EXAMPLE
    Get-ExchangeServer | Test-ExchangePatch | Format-Table Name, Patched, Headline

    Without a session on each server: what the directory knows.

    .EXAMPLE
    (Test-ExchangePatch 15.1.2507.61).Plan

    What to do, in order.

    .LINK
    https://github.com/expatch/expatch
    #>
    [CmdletBinding(DefaultParameterSetName = 'Object')]
    [OutputType('Expatch.Verdict')]
    param(
        [Parameter(ParameterSetName = 'Object', Mandatory = $true, Position = 0, ValueFromPipeline = $true)]
        [AllowEmptyString()]
        [AllowNull()]
        [object] $InputObject,

        [Parameter(ParameterSetName = 'Path', Mandatory = $true)]
        [string[]] $Path,

        [Nullable[datetime]] $AsOf,

        [ValidateSet('en', 'fr', 'nl', 'de')]
        [string] $Language,

        [ValidateRange(1, 100000)]
        [int] $MaxServers = 10000,

        [string] $Command
    )

    begin {
        $texts = New-Object System.Collections.Generic.List[string]
        $files = New-Object System.Collections.Generic.List[string]
    }

    process {
        if ($PSCmdlet.ParameterSetName -eq 'Path') {
            foreach ($item in Resolve-Path -Path $Path -ErrorAction Stop) { $files.Add($item.ProviderPath) }
            return
        }
        foreach ($one in @($InputObject)) {
            if ($null -eq $one) { continue }
            # Get-ChildItem: a program has a version, everything else is a text to read.
            if ($one -is [System.IO.FileInfo] -and $one.Extension -notmatch '^\.(exe|dll)$') { $files.Add($one.FullName) }
            else { $texts.Add((ConvertTo-Text $one)) }
        }
    }

    end {
        $program = Find-Expatch $Command
        if (-not $Language) {
            $spoken = (Get-UICulture).TwoLetterISOLanguageName
            $Language = if ('fr', 'nl', 'de' -contains $spoken) { $spoken } else { 'en' }
        }
        $words = @('check', '--format', 'json', '--lang', $Language, '--max-servers', "$MaxServers")
        if ($null -ne $AsOf) {
            $words += '--as-of', $AsOf.ToString('yyyy-MM-dd', [System.Globalization.CultureInfo]::InvariantCulture)
        }
        $words += $files
        if ($texts.Count -gt 0 -or $files.Count -eq 0) { $words += '-' }
        $ran = Invoke-Expatch $program $words ($texts -join "`n")
        # 0 to 3 are verdicts; whatever is higher has its reason on standard error.
        if ($ran.Code -lt 0 -or $ran.Code -gt 3) {
            throw (New-Object System.Management.Automation.ErrorRecord (
                    (New-Object System.InvalidOperationException "expatch ended with code $($ran.Code): $($ran.Errors)"),
                    'ExpatchFailed', [System.Management.Automation.ErrorCategory]::InvalidResult, $program))
        }
        if ($ran.Errors) { Write-Warning $ran.Errors }
        $report = ConvertFrom-Report $ran.Output
        $servers = @(Get-Field $report 'servers')
        foreach ($server in $servers) {
            if ($null -ne $server) { ConvertTo-Verdict $server $report }
        }
        $left = 0
        foreach ($group in @(Get-Field $report 'more')) {
            if ($null -ne $group) { $left += [int] (Get-Field $group 'count') }
        }
        if ($left -gt 0) { Write-Warning "$left more servers, none worse than these, are left out: raise -MaxServers." }
        if (@($servers | Where-Object { $null -ne $_ }).Count -eq 0) {
            # A check that sees nothing must not look like one that found everything well.
            $advice = 'Pipe Get-Command ExSetup.exe or Get-ExchangeServer into it, or a text with a header such as X-OWA-Version.'
            Write-Error "No Exchange server is shown by this input. $advice" -ErrorId 'NoServerFound' -Category ObjectNotFound
        }
    }
}

$shown = 'Name', 'Build', 'Patched', 'Status', 'Headline'
Update-TypeData -TypeName Expatch.Verdict -DefaultDisplayPropertySet $shown -Force
Export-ModuleMember -Function Test-ExchangePatch
