package config

import (
	"encoding/json"
	"errors"
	"maps"
)

var (
	anyString = map[string]any{"type": "string"}
	nonEmpty  = map[string]any{"type": "string", "minLength": 1}
	anyScalar = map[string]any{"type": []string{"string", "number", "boolean"}}
	isoDate   = map[string]any{"type": "string", "format": "date"}
)

func listOf(items map[string]any) map[string]any {
	return map[string]any{"type": "array", "items": items}
}

func mapOf(values map[string]any) map[string]any {
	return map[string]any{"type": "object", "additionalProperties": values}
}

func object(known []key, required ...string) map[string]any {
	properties := make(map[string]any, len(known))
	for _, k := range known {
		property := maps.Clone(k.schema)
		property["description"] = k.doc
		properties[k.name] = property
	}
	schema := map[string]any{"type": "object", "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		schema["required"] = required
	}
	return schema
}

// Schema is the JSON Schema of .lambdock.yaml, which is the schema of the editor's settings too.
func Schema() []byte {
	schema := object(keys(&Config{}))
	schema["$schema"] = "http://json-schema.org/draft-07/schema#"
	schema["title"] = "lambdock configuration"
	text, _ := json.MarshalIndent(schema, "", "  ") // maps of strings always marshal
	return append(text, '\n')
}

// FromSettings reads the editor's settings, the value of the section "lambdock", as JSON.
// Keys are those of the file, paths are relative to the workspace root; keys that only an editor knows, and nulls, are passed over.
func FromSettings(settings []byte) (*Config, error) {
	if len(settings) == 0 {
		return &Config{}, nil
	}
	// JSON escapes a character beyond U+FFFF as two surrogates, which is no YAML.
	var value any
	if err := json.Unmarshal(settings, &value); err != nil {
		return nil, &Error{File: "settings", Message: "reading JSON: " + err.Error()}
	}
	plain, err := json.Marshal(value)
	if err != nil {
		return nil, errors.Join(&Error{File: "settings", Message: "reading JSON"}, err)
	}
	c, err := parse(parser{file: "settings", dir: ".", lenient: true}, string(plain))
	if err != nil {
		return nil, err
	}
	c.Path = ""
	return c, nil
}
