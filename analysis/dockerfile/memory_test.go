package dockerfile_test

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/source"
)

// typed are what edits put in: what begins and ends things, and is often refused.
var typed = []string{"", "x", " ", "\n", "\\", "\\\n", "\"", "'", "[", "]", "$", "${", "}", "#", "\t", "\r\n", "<<EOF", "EOF\n", "\ufeff", "\u0085", "=", "--", "--from=", "RUN ", "ENV a b\n", "ONBUILD ", "# escape=`\n", "\n\n", "{{", "COPY <<A <<B /\n"}

// TestMemoryChangesNothing edits files at random and reads each text with what is remembered, and without.
func TestMemoryChangesNothing(t *testing.T) {
	texts := slices.Clone(healthy)
	for _, c := range errorCases {
		texts = append(texts, c.text)
	}
	texts = append(texts, sixtyLines)
	random := rand.New(rand.NewPCG(1, 2))
	for _, text := range texts {
		var memory dockerfile.Memory
		whole := text
		for range 60 {
			checkMemory(t, &memory, text)
			if random.IntN(20) == 0 {
				text = whole
			}
			start := random.IntN(len(text) + 1)
			end := min(len(text), start+random.IntN(4))
			text = text[:start] + typed[random.IntN(len(typed))] + text[end:]
		}
	}
}

func checkMemory(t *testing.T, memory *dockerfile.Memory, text string) {
	t.Helper()
	src := source.New("Dockerfile", text)
	if got, want := memory.Parse(src), dockerfile.Parse(src); !reflect.DeepEqual(got, want) {
		t.Fatalf("with a memory another reading of\n%q\ngot  %+v\nwant %+v", text, got, want)
	}
}

func FuzzMemory(f *testing.F) {
	f.Add(sixtyLines, 5, 9, "<<EOF")
	f.Add("FROM a\nRUN <<A\nx\nA\nRUN b\n", 7, 8, "\\\n")
	f.Fuzz(func(t *testing.T, text string, start, end int, typed string) {
		var memory dockerfile.Memory
		checkMemory(t, &memory, text)
		if 0 <= start && start <= end && end <= len(text) {
			checkMemory(t, &memory, text[:start]+typed+text[end:])
			checkMemory(t, &memory, text)
		}
	})
}
