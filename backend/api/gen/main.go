// Command gen writes the description of the API to the file that is named.
package main

import (
	"fmt"
	"os"

	"pulse/backend/api"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: gen <file>")
		os.Exit(2)
	}
	if err := os.WriteFile(os.Args[1], api.Document(), 0o644); err != nil { //nolint:gosec // read by everybody
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
