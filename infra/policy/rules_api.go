package policy

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
)

const scope = "mtcr/api"

func apiOneDoor(s *Stack, bad func(string, ...any)) {
	apis := s.of("AWS::ApiGatewayV2::Api")
	if len(apis) != 1 || str(apis[0].Properties, "ProtocolType") != "HTTP" {
		bad("one HTTP API is wanted")
		return
	}
	closed := str(apis[0].Properties, "DisableExecuteApiEndpoint")
	if s.Parameters["DomainName"] != "" && closed != "true" {
		bad("the domain is set, but the default address stays open")
	}
	if s.Parameters["DomainName"] == "" && closed == "true" {
		bad("without a domain the product would have no address")
	}
	if len(s.of("AWS::Serverless::HttpApi", "AWS::Serverless::Api", "AWS::ApiGateway::RestApi")) > 0 {
		bad("a second API")
	}
}

func apiTLS(s *Stack, bad func(string, ...any)) {
	domains := s.of("AWS::ApiGatewayV2::DomainName")
	if (s.Parameters["DomainName"] != "") != (len(domains) == 1) {
		bad("the domain is made exactly when it is given")
	}
	for _, d := range domains {
		for _, c := range list(d.Properties, "DomainNameConfigurations") {
			if str(c, "SecurityPolicy") != "TLS_1_2" || str(c, "EndpointType") != "REGIONAL" {
				bad("%s: TLS_1_2 and REGIONAL are wanted", d.Name)
			}
		}
	}
}

func apiAuthorizer(s *Stack, bad func(string, ...any)) {
	authorizers := s.of("AWS::ApiGatewayV2::Authorizer")
	if len(authorizers) != 1 {
		bad("one authorizer is wanted")
		return
	}
	p := authorizers[0].Properties
	want := map[string]string{"AuthorizerType": "JWT", "IdentitySource": "$request.header.Authorization"}
	for _, key := range sorted(want) {
		if got := strings.Join(strs(p, key), " "); got != want[key] {
			bad("%s is %q, wanted %q", key, got, want[key])
		}
	}
	if got := str(p, "JwtConfiguration", "Issuer"); got != "${People.ProviderURL}" {
		bad("the issuer is %q, not our pool", got)
	}
	if got := strs(p, "JwtConfiguration", "Audience"); !slices.Equal(got, []string{"${PeopleClient}"}) {
		bad("the audience is %v, not our client alone", got)
	}
}

// apiTable is every route of the product: its function and whether it is open.
var apiTable = map[string]struct {
	function string
	open     bool
}{
	"GET /api/v1/health":            {"National", true},
	"GET /api/v1/openapi.json":      {"National", true},
	"ANY /api/v1/{proxy+}":          {"National", false},
	"ANY /api/v1/outreach/{proxy+}": {"Outreach", false},

	"GET /api/v1/assessments/{file}/workbook":            {"NationalWorkbooks", false},
	"POST /api/v1/assessments/{file}/imports":            {"NationalWorkbooks", false},
	"POST /api/v1/assessments/{file}/imports/apply":      {"NationalWorkbooks", false},
	"PUT /api/v1/assessments/{file}/annex/list":          {"NationalWorkbooks", false},
	"POST /api/v1/assessments/{file}/annex/list/preview": {"NationalWorkbooks", false},
	"POST /files/{file}/annex/list":                      {"NationalWorkbooks", true},
	"ANY /files/{file}/workbook":                         {"NationalWorkbooks", true},
	"ANY /files/{file}/workbook/{proxy+}":                {"NationalWorkbooks", true},

	"GET /api/v1/assessments/{file}/report":             {"NationalReports", false},
	"GET /api/v1/submissions/{submission}/report":       {"NationalReports", false},
	"ANY /files/{file}/reports":                         {"NationalReports", true},
	"ANY /files/{file}/reports/{proxy+}":                {"NationalReports", true},
	"ANY /submissions/{submission}/reports":             {"NationalReports", true},
	"ANY /submissions/{submission}/reports/{proxy+}":    {"NationalReports", true},
	"GET /api/v1/outreach/packages/{package}/report":    {"OutreachReports", false},
	"ANY /outreach/packages/{package}/reports":          {"OutreachReports", true},
	"ANY /outreach/packages/{package}/reports/{proxy+}": {"OutreachReports", true},

	"ANY /api/{proxy+}":      {"National", false},
	"ANY /outreach":          {"Outreach", true},
	"ANY /outreach/{proxy+}": {"Outreach", true},
	"ANY $default":           {"National", true},
}

func apiRoutes(s *Stack, bad func(string, ...any)) {
	seen := map[string]bool{}
	for _, r := range Routes(s.template) {
		key := r.Method + " " + r.Path
		want, ok := apiTable[key]
		if !ok {
			bad("route %s is not one of ours", key)
		} else if r.Function != want.function {
			bad("route %s goes to %s, wanted %s", key, r.Function, want.function)
		}
		seen[key] = true
	}
	for _, key := range sorted(apiTable) {
		if !seen[key] {
			bad("route %s is missing", key)
		}
	}
	for _, i := range s.of("AWS::ApiGatewayV2::Integration") {
		if str(i.Properties, "IntegrationType") != "AWS_PROXY" || str(i.Properties, "PayloadFormatVersion") != "2.0" {
			bad("%s: AWS_PROXY with payload 2.0 is wanted", i.Name)
		}
	}
}

func apiToken(s *Stack, bad func(string, ...any)) {
	for _, r := range Routes(s.template) {
		key := r.Method + " " + r.Path
		open := apiTable[key].open
		if open && (!r.Open || r.Scope != "") {
			bad("route %s must be open: the app has its own session there", key)
		}
		if !open && (!r.Authorizer || r.Scope != scope) {
			bad("route %s needs the authorizer and the scope %s", key, scope)
		}
	}
	for _, r := range s.of("AWS::ApiGatewayV2::Route") {
		if id := str(r.Properties, "AuthorizerId"); id != "" && s.Resources[s.target(id)].Type != "AWS::ApiGatewayV2::Authorizer" {
			bad("%s: authorizer %q is not in the template", r.Name, id)
		}
	}
}

func apiTimeouts(s *Stack, bad func(string, ...any)) {
	const sdk = 8
	longest := 0.0
	for _, f := range s.functions() {
		timeout := num(f.Properties, "Timeout")
		longest = max(longest, timeout)
		if timeout <= sdk {
			bad("%s ends after %v s, before an SDK operation of %d s", f.Name, timeout, sdk)
		}
	}
	for _, i := range s.of("AWS::ApiGatewayV2::Integration") {
		if ms := num(i.Properties, "TimeoutInMillis"); ms <= longest*1000 || ms > 30000 {
			bad("%s ends after %v ms; the slowest function needs %v s, and 30 s is the limit", i.Name, ms, longest)
		}
	}
}

func apiThrottle(s *Stack, bad func(string, ...any)) {
	for _, stage := range s.of("AWS::ApiGatewayV2::Stage") {
		d := at(stage.Properties, "DefaultRouteSettings")
		if rate := num(d, "ThrottlingRateLimit"); rate <= 0 || rate > 1000 {
			bad("rate limit %v", rate)
		}
		if burst := num(d, "ThrottlingBurstLimit"); burst <= 0 || burst > 2000 {
			bad("burst limit %v", burst)
		}
		if str(d, "DetailedMetricsEnabled") != "true" {
			bad("detailed metrics are off")
		}
	}
}

func apiRouteSettings(s *Stack, bad func(string, ...any)) {
	exists := map[string]string{} // route key -> resource
	for _, r := range s.of("AWS::ApiGatewayV2::Route") {
		exists[str(r.Properties, "RouteKey")] = r.Name
	}
	for _, stage := range s.of("AWS::ApiGatewayV2::Stage") {
		set, _ := at(stage.Properties, "RouteSettings").(map[string]any)
		for _, key := range sorted(set) {
			if exists[key] == "" {
				bad("%s has settings but is no route", key)
			} else if !slices.Contains(strs(stage.rest, "DependsOn"), exists[key]) {
				bad("the stage must be made after %s", exists[key])
			}
		}
		for _, key := range []string{"GET /api/v1/health", "GET /api/v1/openapi.json"} {
			if rate := num(set, key, "ThrottlingRateLimit"); rate <= 0 || rate > 20 {
				bad("%s, open to anybody, needs a low rate limit", key)
			}
		}
	}
}

func apiCORS(s *Stack, bad func(string, ...any)) {
	for _, api := range s.of("AWS::ApiGatewayV2::Api") {
		cors := at(api.Properties, "CorsConfiguration")
		for _, origin := range strs(cors, "AllowOrigins") {
			if strings.Contains(origin, "*") || !strings.HasPrefix(origin, "https://") {
				bad("origin %q is not exact", origin)
			}
		}
		if str(cors, "AllowCredentials") == "true" {
			bad("cookies across origins")
		}
	}
}

var (
	logVariable = regexp.MustCompile(`\$context\.[A-Za-z.]+`)
	logFields   = strings.Fields(`$context.authorizer.claims.sub $context.authorizer.error $context.error.message
		$context.integrationErrorMessage $context.integrationLatency $context.integrationStatus $context.requestId
		$context.requestTimeEpoch $context.responseLatency $context.responseLength $context.routeKey $context.status`)
)

func apiAccessLog(s *Stack, bad func(string, ...any)) {
	stages := s.of("AWS::ApiGatewayV2::Stage")
	if len(stages) != 1 || str(stages[0].Properties, "StageName") != "$default" {
		bad("one stage $default is wanted")
		return
	}
	settings := at(stages[0].Properties, "AccessLogSettings")
	if s.Resources[s.target(str(settings, "DestinationArn"))].Type != "AWS::Logs::LogGroup" {
		bad("the log goes to no group of ours")
	}
	format := str(settings, "Format")
	if !json.Valid([]byte(format)) {
		bad("the format is not JSON")
	}
	used := logVariable.FindAllString(format, -1)
	slices.Sort(used)
	for _, v := range used {
		if !slices.Contains(logFields, v) {
			bad("%s does not belong in the log", v)
		}
	}
	for _, v := range logFields {
		if !slices.Contains(used, v) {
			bad("%s is missing", v)
		}
	}
}

func apiPermission(s *Stack, bad func(string, ...any)) {
	tail := map[string]string{
		"National": "/$default/*", "NationalWorkbooks": "/$default/*", "NationalReports": "/$default/*",
		"Outreach": "/$default/*/outreach*", "OutreachReports": "/$default/*/outreach*",
	}
	for _, p := range s.of("AWS::Lambda::Permission") {
		function := s.target(str(p.Properties, "FunctionName"))
		source := str(p.Properties, "SourceArn")
		want := ":execute-api:${AWS::Region}:${AWS::AccountId}:${Api}" + tail[function]
		if str(p.Properties, "Principal") != "apigateway.amazonaws.com" || str(p.Properties, "Action") != "lambda:InvokeFunction" || tail[function] == "" || !strings.HasSuffix(source, want) {
			bad("%s: lets in more than this API on this function's routes", p.Name)
		}
		delete(tail, function)
	}
	for _, function := range sorted(tail) {
		bad("the API may not call %s", function)
	}
}
