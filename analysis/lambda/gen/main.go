// Command gen writes tables.go from facts.json, both in the working directory.
package main

import (
	"fmt"
	"os"
)

func main() {
	if err := refresh("facts.json", "tables.go"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func refresh(facts, tables string) error {
	data, err := os.ReadFile(facts)
	if err != nil {
		return fmt.Errorf("reading the facts: %w", err)
	}
	code, err := generate(data)
	if err != nil {
		return fmt.Errorf("generating from %s: %w", facts, err)
	}
	if err := os.WriteFile(tables, code, 0o644); err != nil {
		return fmt.Errorf("writing the tables: %w", err)
	}
	return nil
}
