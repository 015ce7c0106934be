//go:build linux

// Command peak runs a program and prints its peak memory in bytes. A process that has grown cannot measure its children itself:
// Linux counts what the parent held when it started them.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"
)

func main() {
	cmd := exec.Command(os.Args[1], os.Args[2:]...)
	if err := cmd.Run(); err != nil {
		panic(err)
	}
	fmt.Println(cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss * 1024)
}
