package awstest

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/lambdock/lambdock/codeactions/engine/enginetest"
)

// call is one request to a service, in whichever of AWS's protocols it came.
type call struct {
	action string // "ecr:CreateRepository"
	// body is the request of a JSON protocol.
	body []byte
	// form is the request of the query protocol.
	form url.Values
	// path are the segments behind /functions of Lambda's paths, query what stands behind them.
	path  []string
	query url.Values
}

// apiError is an answer that is an error of a service.
type apiError struct{ code, message string }

// lambdaActions are Lambda's calls by method and the shape of their paths behind /2015-03-31/functions.
// https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html
var lambdaActions = map[string]string{
	"POST ": "CreateFunction", "GET *": "GetFunction", "PUT */code": "UpdateFunctionCode", "GET */versions": "ListVersionsByFunction",
	"POST */aliases": "CreateAlias", "GET */aliases/*": "GetAlias", "PUT */aliases/*": "UpdateAlias", "POST */invocations": "InvokeFunction",
	"GET */configuration": "GetFunctionConfiguration",
}

// parse finds out what is called.
func parse(r *http.Request, body []byte) call {
	c := call{body: body, query: r.URL.Query()}
	if target := r.Header.Get("X-Amz-Target"); target != "" {
		c.action = "ecr:" + target[strings.LastIndex(target, ".")+1:]
		return c
	}
	if rest, ok := strings.CutPrefix(r.URL.Path, "/2015-03-31/functions"); ok {
		rest = strings.Trim(rest, "/")
		if rest != "" {
			c.path = strings.Split(rest, "/")
		}
		var shape []string
		for i, segment := range c.path {
			if i%2 == 0 {
				segment = "*"
			}
			shape = append(shape, segment)
		}
		c.action = "lambda:" + lambdaActions[r.Method+" "+strings.Join(shape, "/")]
		return c
	}
	c.form, _ = url.ParseQuery(string(body)) // what cannot be read names no action
	service := "iam"
	if c.form.Get("Version") == "2011-06-15" {
		service = "sts"
	}
	c.action = service + ":" + c.form.Get("Action")
	return c
}

// functionName is the function that a call of Lambda's is about.
func (c call) functionName() string {
	if len(c.path) > 0 {
		return c.path[0]
	}
	var in struct{ FunctionName string }
	_ = json.Unmarshal(c.body, &in)
	return in.FunctionName
}

// fail answers with an error, in the words of the call's protocol.
func (c call) fail(w http.ResponseWriter, e *apiError) {
	status := http.StatusBadRequest
	switch e.code {
	case "ResourceNotFoundException", "NoSuchEntity":
		status = http.StatusNotFound
	case "ResourceConflictException", "EntityAlreadyExists":
		status = http.StatusConflict
	case "TooManyRequestsException":
		status = http.StatusTooManyRequests
	case "AccessDeniedException", "ExpiredToken", "ExpiredTokenException":
		status = http.StatusForbidden
	}
	if c.form != nil {
		w.Header().Set("Content-Type", "text/xml")
		w.WriteHeader(status)
		fmt.Fprintf(w, "<ErrorResponse><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error><RequestId>1</RequestId></ErrorResponse>", escape(e.code), escape(e.message))
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Amzn-ErrorType", e.code)
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"__type": e.code, "Type": "User", "message": e.message})
}

// answer answers with a value: JSON, or the result's XML of the query protocol as a string.
func (c call) answer(w http.ResponseWriter, value any) {
	if c.form == nil {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(value)
		return
	}
	_, name, _ := strings.Cut(c.action, ":")
	w.Header().Set("Content-Type", "text/xml")
	fmt.Fprintf(w, "<%[1]sResponse><%[1]sResult>%[2]s</%[1]sResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></%[1]sResponse>", name, value)
}

func escape(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text))
	return b.String()
}

func arn(service, rest string) string {
	return fmt.Sprintf("arn:aws:%s:%s:%s:%s", service, enginetest.ECRRegion, enginetest.ECRAccount, rest)
}
