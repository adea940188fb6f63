package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// clockTicks is how many of the kernel's ticks make a second; 100 on every
// system that Go runs on.
const clockTicks = 100

// process is a program under measurement, or the simulator beside it.
type process struct {
	cmd   *exec.Cmd
	lines *bufio.Scanner
}

func spawn(ctx context.Context, path string, env []string, args ...string) (*process, error) {
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Env = append(os.Environ(), env...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return &process{cmd, bufio.NewScanner(out)}, nil
}

// end asks the process to end and waits for it.
func (p *process) end() {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	for p.lines.Scan() {
		continue // it may still be printing
	}
	_ = p.cmd.Wait()
}

// line decodes the next line of JSON that the process prints.
func (p *process) line(into any) error {
	if !p.lines.Scan() {
		return errors.New("the program ended before it told its address")
	}
	return json.Unmarshal(p.lines.Bytes(), into)
}

// cpu is the processor time that the process has used.
func (p *process) cpu() (time.Duration, error) {
	stat, err := os.ReadFile(p.proc("stat"))
	if err != nil {
		return 0, err
	}
	// The name in parentheses may hold spaces; what follows does not.
	fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
	user, err1 := strconv.Atoi(fields[11])
	system, err2 := strconv.Atoi(fields[12])
	return time.Duration(user+system) * time.Second / clockTicks, errors.Join(err1, err2)
}

// figure reads one number from a file of lines such as "VmRSS: 12 kB".
func (p *process) figure(file, name string) (float64, error) {
	content, err := os.ReadFile(p.proc(file))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(content)) {
		if value, ok := strings.CutPrefix(line, name+":"); ok {
			return strconv.ParseFloat(strings.Fields(value)[0], 64)
		}
	}
	return 0, fmt.Errorf("no %s in %s", name, file)
}

func (p *process) proc(file string) string {
	return "/proc/" + strconv.Itoa(p.cmd.Process.Pid) + "/" + file
}
