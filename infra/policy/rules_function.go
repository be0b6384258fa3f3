package policy

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// ourFunctions are the functions of the template, in order.
var ourFunctions = []string{"National", "NationalReports", "NationalWorkbooks", "Outreach", "OutreachReports"}

func functionRuntime(s *Stack, bad func(string, ...any)) {
	names := []string{}
	for _, f := range s.functions() {
		names = append(names, f.Name)
		if str(f.Properties, "Runtime") != "provided.al2023" || str(f.Properties, "Handler") != "bootstrap" || !slices.Equal(strs(f.Properties, "Architectures"), []string{"arm64"}) {
			bad("%s: provided.al2023, bootstrap and arm64 are wanted", f.Name)
		}
	}
	if !slices.Equal(names, ourFunctions) {
		bad("the functions are %v", names)
	}
}

// functionBuild looks at infra/goflags too: without it the product runs all the
// same, larger, slower to start, and with code that nothing should reach.
func functionBuild(s *Stack, bad func(string, ...any)) {
	var tags []string
	flags := strs(section(s.template, "Build"), "Flags")
	for _, flag := range flags {
		if list, ok := strings.CutPrefix(flag, "-tags="); ok {
			tags = strings.Split(list, ",")
		}
	}
	tagged := map[string]string{
		"lambda.norpc":     "the way in of an older runtime, which listens on a port, is left in",
		"nethttpomithttp2": "HTTP/2 is linked, and nothing speaks it",
	}
	for _, tag := range sorted(tagged) {
		if !slices.Contains(tags, tag) {
			bad("goflags: without the tag %s %s", tag, tagged[tag])
		}
	}
	wanted := map[string]string{
		"-trimpath":       "the program holds paths of the machine that made it",
		"-buildvcs=false": "the same source gives another program",
		"-ldflags=-s":     "symbols and debugging data are deployed",
		"-gcflags=all=-l": "templates are inlined into each other",
	}
	for _, flag := range sorted(wanted) {
		if !slices.Contains(flags, flag) {
			bad("goflags: without %s %s", flag, wanted[flag])
		}
	}
	for _, flag := range flags {
		if name, _, _ := strings.Cut(flag, "="); !slices.Contains([]string{"-tags", "-trimpath", "-buildvcs", "-ldflags", "-gcflags"}, name) {
			bad("goflags: %s is not one we know", flag)
		}
	}
	for _, f := range s.functions() {
		if str(f.rest, "Metadata", "BuildMethod") != "go1.x" || str(f.rest, "Metadata", "BuildProperties", "TrimGoPath") != "true" {
			bad("%s: BuildMethod go1.x and TrimGoPath are wanted", f.Name)
		}
		place := str(f.Properties, "CodeUri")
		if place == "" { // after translation
			place = strings.TrimSuffix(str(f.Properties, "Code", "S3Key"), ".zip")
		}
		if place != "functions/"+folder(f.Name) {
			bad("%s: its code is in %q", f.Name, place)
		}
	}
}

// folder is where the code of a function is: NationalReports is
// in national-reports.
func folder(function string) string {
	var b strings.Builder
	for i, c := range function {
		if i > 0 && unicode.IsUpper(c) {
			b.WriteByte('-')
		}
		b.WriteRune(unicode.ToLower(c))
	}
	return b.String()
}

func functionMemory(s *Stack, bad func(string, ...any)) {
	for _, f := range s.functions() {
		memory := num(f.Properties, "MemorySize")
		if memory < 256 || memory > 2048 {
			bad("%s: memory %v MB", f.Name, memory)
		}
		text, isMiB := strings.CutSuffix(str(f.Properties, "Environment", "Variables", "GOMEMLIMIT"), "MiB")
		limit, err := strconv.ParseFloat(text, 64)
		if !isMiB || err != nil || limit < 0.75*memory || limit > 0.9*memory {
			bad("%s: GOMEMLIMIT should be some 80 per cent of %v MB", f.Name, memory)
		}
	}
}

func functionConcurrency(s *Stack, bad func(string, ...any)) {
	for _, f := range s.functions() {
		if reserved := num(f.Properties, "ReservedConcurrentExecutions"); s.Parameters["Stage"] != "dev" && (reserved < 1 || reserved > 200) {
			bad("%s: one function could take every copy of the account", f.Name)
		}
	}
}

func functionCanary(s *Stack, bad func(string, ...any)) {
	for _, f := range s.functions() {
		kind := str(f.Properties, "DeploymentPreference", "Type")
		alarms := strs(f.Properties, "DeploymentPreference", "Alarms")
		off := str(f.Properties, "DeploymentPreference", "Enabled") == "false" || str(f.Properties, "AutoPublishAlias") == ""
		if f.Type == "AWS::Lambda::Function" { // after translation it is a resource of its own
			group := s.Resources[f.Name+"DeploymentGroup"]
			kind, alarms, off = str(group.Properties, "DeploymentConfigName"), nil, str(group.Properties, "AlarmConfiguration", "Enabled") != "true"
			for _, a := range list(group.Properties, "AlarmConfiguration", "Alarms") {
				alarms = append(alarms, str(a, "Name"))
			}
		}
		if off || !strings.Contains(kind, "Canary") || !slices.Contains(alarms, "${"+f.Name+"Errors}") {
			bad("%s: a canary with the function's own error alarm is wanted", f.Name)
		}
	}
}

// functionVersions: by itself a new version is made for new code, variables or
// memory only, and the gateway calls the alias, which serves a version.
func functionVersions(s *Stack, bad func(string, ...any)) {
	for _, f := range s.of("AWS::Serverless::Function") {
		if str(f.Properties, "AutoPublishAlias") != "live" || str(f.Properties, "AutoPublishAliasAllProperties") != "true" {
			bad("%s: a change of its settings makes no new version", f.Name)
		}
	}
}

func functionSigning(s *Stack, bad func(string, ...any)) {
	wanted := s.Parameters["SigningProfileVersionArn"] != ""
	for _, f := range s.functions() {
		config := s.Resources[s.target(str(f.Properties, "CodeSigningConfigArn"))]
		if !wanted {
			if at(f.Properties, "CodeSigningConfigArn") != nil {
				bad("%s: code signing without a profile", f.Name)
			}
			continue
		}
		if config.Type != "AWS::Lambda::CodeSigningConfig" || str(config.Properties, "CodeSigningPolicies", "UntrustedArtifactOnDeployment") != "Enforce" {
			bad("%s: unsigned code is not refused", f.Name)
		}
	}
}

func functionUpdates(s *Stack, bad func(string, ...any)) {
	for _, f := range s.functions() {
		if got := str(f.Properties, "RuntimeManagementConfig", "UpdateRuntimeOn"); got != "Auto" {
			bad("%s: runtime updates %q", f.Name, got)
		}
	}
}

func functionLog(s *Stack, bad func(string, ...any)) {
	for _, f := range s.functions() {
		if str(f.Properties, "LoggingConfig", "LogFormat") != "JSON" || s.target(str(f.Properties, "LoggingConfig", "LogGroup")) != f.Name+"Logs" {
			bad("%s: JSON into %sLogs is wanted", f.Name, f.Name)
		}
	}
}

func functionTracing(s *Stack, bad func(string, ...any)) {
	for _, f := range s.functions() {
		if str(f.Properties, "Tracing")+str(f.Properties, "TracingConfig", "Mode") != "Active" {
			bad("%s is not traced", f.Name)
		}
	}
}

func functionVariablesKey(s *Stack, bad func(string, ...any)) {
	for _, f := range s.functions() {
		if s.Resources[s.target(str(f.Properties, "KmsKeyArn"))].Type != "AWS::KMS::Key" {
			bad("%s: variables are not encrypted with our key", f.Name)
		}
	}
}

// variables are what the code may find in its environment, beside what Lambda
// itself sets.
func variables(s *Stack) map[string]string {
	base := "${Api.ApiEndpoint}"
	if domain := s.Parameters["DomainName"]; domain != "" {
		base = "https://" + domain
	}
	return map[string]string{
		"RECORDS_TABLE":  "${Records}",
		"LEDGER_TABLE":   "${Ledger}",
		"BASE_URL":       base,
		"SIGN_IN_ISSUER": "${People.ProviderURL}",
		"SIGN_IN_CLIENT": "${PeopleClient}",
		"SIGN_IN_URL":    "https://${PeopleDomain}.auth.${AWS::Region}.amazoncognito.com",
	}
}

func functionVariables(s *Stack, bad func(string, ...any)) {
	for _, f := range s.functions() {
		have, _ := at(f.Properties, "Environment", "Variables").(map[string]any)
		want := variables(s)
		if writesReports(f) {
			want["REPORT_FONTS"] = "/opt"
		}
		for _, name := range sorted(have) {
			if value, known := want[name]; !known && name != "GOMEMLIMIT" {
				bad("%s: variable %s is not one we know", f.Name, name)
			} else if known && str(have, name) != value {
				bad("%s: %s is %q, wanted %q", f.Name, name, str(have, name), value)
			}
		}
		for _, name := range sorted(want) {
			if have[name] == nil {
				bad("%s: variable %s is missing", f.Name, name)
			}
		}
	}
}

// writesReports says whether a function needs fonts beside it.
func writesReports(f Resource) bool { return strings.HasSuffix(f.Name, "Reports") }

// functionLayers: a layer is code as much as a function is, and would run in it.
func functionLayers(s *Stack, bad func(string, ...any)) {
	layers := s.of("AWS::Serverless::LayerVersion", "AWS::Lambda::LayerVersion")
	if len(layers) != 1 {
		bad("%d layers; one, of the fonts, is wanted", len(layers))
		return
	}
	fonts := layers[0]
	place, kept := str(fonts.Properties, "ContentUri"), str(fonts.Properties, "RetentionPolicy")
	if fonts.Type == "AWS::Serverless::LayerVersion" && str(fonts.Properties, "PublishLambdaVersion") != "true" {
		bad("%s: other fonts make no new version of the functions", fonts.Name)
	}
	if fonts.Type == "AWS::Lambda::LayerVersion" { // after translation
		place, kept = strings.TrimSuffix(str(fonts.Properties, "Content", "S3Key"), ".zip"), str(fonts.rest, "DeletionPolicy")
	}
	if place != "shared/report/pdf/fonts/layer" {
		bad("%s: what is in it comes from %q", fonts.Name, place)
	}
	if kept != "Retain" {
		bad("%s: an earlier version of a function loses its fonts", fonts.Name)
	}
	if !slices.Equal(strs(fonts.Properties, "CompatibleRuntimes"), []string{"provided.al2023"}) || !slices.Equal(strs(fonts.Properties, "CompatibleArchitectures"), []string{"arm64"}) {
		bad("%s: it is for other functions than ours", fonts.Name)
	}
	for _, f := range s.functions() {
		var want []string
		if writesReports(f) {
			want = []string{"${" + fonts.Name + "}"}
		}
		if have := strs(f.Properties, "Layers"); !slices.Equal(have, want) {
			bad("%s has the layers %v, wanted %v", f.Name, have, want)
		}
	}
	for _, r := range s.of("AWS::Lambda::LayerVersionPermission") {
		bad("%s shares a layer", r.Name)
	}
}

func functionReach(s *Stack, bad func(string, ...any)) {
	for _, f := range s.functions() {
		for _, name := range []string{"FunctionUrlConfig", "Events", "VpcConfig"} {
			if at(f.Properties, name) != nil {
				bad("%s has %s", f.Name, name)
			}
		}
	}
	for _, r := range s.of("AWS::Lambda::Url", "AWS::Lambda::EventSourceMapping") {
		bad("%s is another way in", r.Name)
	}
}
