package local

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"strings"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
)

// gateway stands in for API Gateway and its JWT authorizer: it turns a request
// into the event that the function gets in the cloud, with claims for a token
// it knows, and the function's answer into a response.
type gateway struct {
	function lambda.Handler
	subs     map[string]string // token -> sub; none: no token is good
	newID    func() string
}

// token returns the bearer token of a person for this start.
func (g *gateway) token(sub string) string {
	for token, s := range g.subs {
		if s == sub {
			return token
		}
	}
	return ""
}

// largest is the most that API Gateway hands on, in bytes.
const largest = 10 << 20

func (g *gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	sub := ""
	if header := r.Header.Get("Authorization"); header != "" {
		token, _ := strings.CutPrefix(header, "Bearer ")
		if sub = g.subs[token]; sub == "" {
			http.Error(w, `{"message":"Unauthorized"}`, http.StatusUnauthorized) // as the authorizer answers
			return
		}
	}
	event, err := g.event(w, r, sub)
	if err != nil {
		http.Error(w, `{"message":"Request Too Long"}`, http.StatusRequestEntityTooLarge)
		return
	}
	payload, err := json.Marshal(event)
	if err != nil {
		http.Error(w, `{"message":"Bad Request"}`, http.StatusBadRequest)
		return
	}
	answer, err := g.function.Invoke(r.Context(), payload)
	if err != nil {
		http.Error(w, `{"message":"Internal Server Error"}`, http.StatusInternalServerError)
		return
	}
	g.answer(w, answer)
}

// event is the request as API Gateway hands it on.
func (g *gateway) event(w http.ResponseWriter, r *http.Request, sub string) (*events.APIGatewayV2HTTPRequest, error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, largest))
	if err != nil {
		return nil, err
	}
	e := &events.APIGatewayV2HTTPRequest{
		Version: "2.0", RouteKey: "$default", RawPath: r.URL.EscapedPath(), RawQueryString: r.URL.RawQuery,
		Headers: map[string]string{"host": r.Host}, QueryStringParameters: map[string]string{},
		Body: base64.StdEncoding.EncodeToString(body), IsBase64Encoded: true,
	}
	for name, values := range r.Header {
		if name == "Cookie" {
			e.Cookies = strings.Split(strings.Join(values, "; "), "; ")
			continue
		}
		e.Headers[strings.ToLower(name)] = strings.Join(values, ",")
	}
	for name, values := range r.URL.Query() {
		e.QueryStringParameters[name] = strings.Join(values, ",")
	}
	e.RequestContext.RequestID = g.newID()
	e.RequestContext.DomainName = r.Host
	e.RequestContext.HTTP = events.APIGatewayV2HTTPRequestContextHTTPDescription{
		Method: r.Method, Path: r.URL.Path, Protocol: r.Proto, SourceIP: "127.0.0.1", UserAgent: r.UserAgent(),
	}
	if sub != "" {
		e.RequestContext.Authorizer = &events.APIGatewayV2HTTPRequestContextAuthorizerDescription{
			JWT: &events.APIGatewayV2HTTPRequestContextAuthorizerJWTDescription{
				Claims: map[string]string{"sub": sub, "client_id": "local", "token_use": "access", "scope": "mtcr/api"}, Scopes: []string{"mtcr/api"},
			},
		}
	}
	return e, nil
}

// answer writes what the function answered.
func (g *gateway) answer(w http.ResponseWriter, payload []byte) {
	var a events.APIGatewayV2HTTPResponse
	if err := json.Unmarshal(payload, &a); err != nil {
		http.Error(w, `{"message":"Internal Server Error"}`, http.StatusBadGateway)
		return
	}
	for name, value := range a.Headers {
		w.Header().Set(name, value)
	}
	for name, values := range a.MultiValueHeaders {
		w.Header()[http.CanonicalHeaderKey(name)] = values
	}
	for _, c := range a.Cookies {
		w.Header().Add("Set-Cookie", c)
	}
	body := []byte(a.Body)
	if a.IsBase64Encoded {
		if decoded, err := base64.StdEncoding.DecodeString(a.Body); err == nil {
			body = decoded
		}
	}
	w.WriteHeader(a.StatusCode)
	_, _ = w.Write(body) // the caller may be gone
}
