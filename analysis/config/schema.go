package config

import "encoding/json"

var (
	plainString = map[string]any{"type": "string"}
	stringList  = map[string]any{"type": "array", "items": plainString}
)

func mapOf(values map[string]any) map[string]any {
	return map[string]any{"type": "object", "additionalProperties": values}
}

func object(known []key) map[string]any {
	properties := make(map[string]any, len(known))
	for _, k := range known {
		property := map[string]any{"description": k.doc}
		for name, value := range k.schema {
			property[name] = value
		}
		properties[k.name] = property
	}
	return map[string]any{"type": "object", "properties": properties, "additionalProperties": false}
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
// Keys are those of the file; keys that only an editor knows are passed over.
func FromSettings(settings []byte) (*Config, error) {
	if len(settings) == 0 {
		return &Config{}, nil
	}
	c, err := parse(parser{file: "settings", lenient: true}, string(settings))
	if err != nil {
		return nil, err
	}
	c.Path = ""
	return c, nil
}
