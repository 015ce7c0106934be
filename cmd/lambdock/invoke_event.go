package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/lambdock/lambdock/codeactions/invoke"
)

// readEvent reads an event as it was given: JSON, "-" for standard input, a kind that can be made up, or a file. The error says what is wrong with it.
func readEvent(given string, in io.Reader) ([]byte, error) {
	event, err := eventBytes(given, in)
	if err != nil {
		return nil, err
	}
	var problem *json.SyntaxError
	if err := json.Unmarshal(event, new(any)); errors.As(err, &problem) {
		line := 1 + strings.Count(string(event[:min(problem.Offset, int64(len(event)))]), "\n")
		return nil, fmt.Errorf("reading the event: line %d is not JSON: %w", line, err)
	}
	return event, nil
}

func eventBytes(given string, in io.Reader) ([]byte, error) {
	switch {
	case given == "":
		return []byte("{}"), nil
	case given == "-":
		event, err := io.ReadAll(in)
		if err != nil {
			return nil, fmt.Errorf("reading the event from standard input: %w", err)
		}
		return event, nil
	case strings.ContainsAny(given[:1], `{["`):
		return []byte(given), nil
	}
	event, err := os.ReadFile(given)
	if errors.Is(err, fs.ErrNotExist) {
		if event, ok := invoke.Sample(given); ok {
			return event, nil
		}
		if json.Valid([]byte(given)) { // a number, null, true or false
			return []byte(given), nil
		}
		return nil, fmt.Errorf("there is no file %s, and no kind of event of that name: the kinds are %s", given, strings.Join(invoke.Samples(), ", "))
	}
	if err != nil {
		return nil, fmt.Errorf("reading the event: %w", err)
	}
	return event, nil
}

// readVariables sets the variables of a file, then those that were given one by one.
func readVariables(into map[string]string, file string, given []string) error {
	var all []string
	if file != "" {
		text, err := os.ReadFile(file)
		if err != nil {
			return fmt.Errorf("reading the variables: %w", err)
		}
		for i, line := range strings.Split(string(text), "\n") {
			line = strings.TrimRight(line, "\r")
			if trimmed := strings.TrimSpace(line); trimmed == "" || strings.HasPrefix(trimmed, "#") {
				continue
			}
			if name, _, _ := strings.Cut(line, "="); !isVariableName(name) {
				return fmt.Errorf("reading the variables: line %d of %s begins with no name", i+1, file)
			}
			all = append(all, line)
		}
	}
	for _, variable := range append(all, given...) {
		name, value, set := strings.Cut(variable, "=")
		if !isVariableName(name) {
			return fmt.Errorf("--env takes NAME=VALUE or NAME, not %q", variable)
		}
		if !set {
			if value, set = os.LookupEnv(name); !set {
				continue
			}
		}
		into[name] = value
	}
	return nil
}

func isVariableName(name string) bool {
	return name != "" && strings.TrimLeft(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789.-") == ""
}
