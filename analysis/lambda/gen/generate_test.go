package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

func TestTablesAreThoseOfTheFacts(t *testing.T) {
	facts, err := os.ReadFile("../facts.json")
	if err != nil {
		t.Fatal(err)
	}
	tables, err := os.ReadFile("../tables.go")
	if err != nil {
		t.Fatal(err)
	}
	code, err := generate(facts)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(code, tables) {
		t.Error("analysis/lambda/tables.go differs from facts.json: run go generate ./analysis/lambda")
	}
}

func TestGenerateRefuses(t *testing.T) {
	const head = `{"sources": {"docs": "https://example.com"}, "confidences": {"high": "read"}, `
	for name, test := range map[string]struct{ facts, want string }{
		"text that is not JSON":     {"{", "decoding"},
		"an unknown key":            {`{"colour": 1}`, "colour"},
		"a constant without source": {head + `"constants": [{"name": "A", "value": 1, "confidence": "high"}]}`, "checking A: it has no source"},
		"an unknown source":         {head + `"constants": [{"name": "A", "value": 1, "source": ["x"], "confidence": "high"}]}`, `source "x" is not among the sources`},
		"an unknown confidence":     {head + `"tables": [{"name": "a", "type": "[]b", "source": ["docs"], "confidence": "sure"}]}`, `confidence "sure"`},
		"a row's unknown source":    {head + `"tables": [{"name": "a", "type": "[]b", "source": ["docs"], "confidence": "high", "rows": [{"c": 1, "source": ["x"]}]}]}`, "a, row 0"},
		"null":                      {head + `"constants": [{"name": "A", "value": null, "source": ["docs"], "confidence": "high"}]}`, "no Go literal"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := generate([]byte(test.facts))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got error %v, want one with %q", err, test.want)
			}
		})
	}
}

func TestGenerateWritesLiterals(t *testing.T) {
	code, err := generate([]byte(`{"sources": {"docs": "d"}, "confidences": {"high": "read"},
		"constants": [{"name": "Root", "value": "/var/task", "doc": "Root is a folder.", "source": ["docs"], "confidence": "high"}],
		"tables": [{"name": "rows", "type": "[]row", "what": "holds rows.", "source": ["docs"], "confidence": "high",
			"rows": [{"os": "AL2", "preview": true, "words": ["a"], "lists": [["b"]], "note": "left out"}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"DO NOT EDIT.",
		"// Root is a folder.\n\tRoot = \"/var/task\"",
		"// rows holds rows.\nvar rows = []row{\n\t{Lists: [][]string{{\"b\"}}, OS: \"AL2\", Preview: true, Words: []string{\"a\"}},\n}",
	} {
		if !strings.Contains(string(code), want) {
			t.Errorf("no %q in\n%s", want, code)
		}
	}
}
