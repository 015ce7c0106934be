package config_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/lambdock/lambdock/analysis/config"
)

// FuzzParse holds the schema and the reader together: what Parse accepts, an editor must not underline.
func FuzzParse(f *testing.F) {
	f.Add(full)
	f.Add("select: [a]\nfunctions: [{dockerfile: x, args: {a: 1}}]")
	f.Add("functions: &a [*a]")
	f.Add("<<: {select: [a]}\nseverity: {? [x] : info}")
	var schema map[string]any
	if err := json.Unmarshal(config.Schema(), &schema); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := config.Parse("a/.lambdock.yaml", text)
		if err != nil {
			return
		}
		c.Verdict("a/Dockerfile")
		c.FunctionsOf("a/Dockerfile")
		var value any
		if err := yaml.Unmarshal([]byte(text), &value); err != nil || value == nil {
			return
		}
		if problem := violation(schema, value); problem != "" {
			t.Errorf("%q is accepted, and the schema says: %s", text, problem)
		}
	})
}

func TestSchemaRefusesWhatTheReaderRefuses(t *testing.T) {
	var schema map[string]any
	if err := json.Unmarshal(config.Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		"rules: []", "select: a", "select: [1]", "severity: {a: fatal}", "severity: []", "lambda: ['']", "functions: [{handler: a}]", "functions: [{dockerfile: a, x: b}]",
		"functions: [{dockerfile: a, platform: windows}]", "functions: [{dockerfile: a, args: {a: []}}]", "- a",
	} {
		var value any
		if err := yaml.Unmarshal([]byte(text), &value); err != nil {
			t.Fatal(err)
		}
		if _, err := config.Parse(".lambdock.yaml", text); err == nil || violation(schema, value) == "" {
			t.Errorf("%s: the reader says %v, the schema %q", text, err, violation(schema, value))
		}
	}
}

// violation says what of a value the schema does not allow, as far as JSON Schema's keywords are used in ours.
func violation(schema map[string]any, value any) string {
	if enum, ok := schema["enum"].([]any); ok && !slices.Contains(enum, value) {
		return fmt.Sprintf("%v is none of %v", value, enum)
	}
	if !ofType(schema["type"], value) {
		return fmt.Sprintf("%v is no %v", value, schema["type"])
	}
	switch value := value.(type) {
	case string:
		if least, ok := schema["minLength"].(float64); ok && len(value) < int(least) {
			return "too short"
		}
	case []any:
		for _, item := range value {
			if problem := violation(schema["items"].(map[string]any), item); problem != "" {
				return problem
			}
		}
	case map[string]any:
		return objectViolation(schema, value)
	case map[any]any:
		named := map[string]any{}
		for name, v := range value {
			named[fmt.Sprint(name)] = v
		}
		return objectViolation(schema, named)
	}
	return ""
}

func objectViolation(schema, value map[string]any) string {
	required, _ := schema["required"].([]any)
	for _, name := range required {
		if _, ok := value[name.(string)]; !ok {
			return fmt.Sprintf("%v is missing", name)
		}
	}
	properties, _ := schema["properties"].(map[string]any)
	for name, v := range value {
		of, ok := properties[name].(map[string]any)
		if !ok {
			of, ok = schema["additionalProperties"].(map[string]any)
		}
		if !ok {
			return "unknown property " + name
		}
		if problem := violation(of, v); problem != "" {
			return problem
		}
	}
	return ""
}

func ofType(want any, value any) bool {
	switch want := want.(type) {
	case nil:
		return true
	case []any:
		return slices.ContainsFunc(want, func(one any) bool { return ofType(one, value) })
	}
	switch value.(type) {
	case string, time.Time:
		return want == "string"
	case int, int64, uint64, float64:
		return want == "number"
	case bool:
		return want == "boolean"
	case []any:
		return want == "array"
	case map[string]any, map[any]any:
		return want == "object"
	}
	return false
}
