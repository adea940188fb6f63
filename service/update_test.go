//go:build linux

package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
)

func TestUpdate_AGoodVersionTakesThePlaceOfTheOldOne(t *testing.T) {
	in := installed(t)
	in.release("")
	in.prepare()
	in.held.Lock()
	handOut := sync.OnceFunc(in.held.Unlock)
	defer handOut()
	in.begin()
	if status, text := in.update(); status != 409 || !strings.Contains(text, "update_in_progress") {
		t.Errorf("a second update: %d %s", status, text)
	}
	handOut()
	if status, _ := in.outcome(); status != "success" {
		t.Errorf("outcome %s", status)
	}
	in.runs("1.1.0")
	if _, err := os.Stat(in.program() + ".previous"); err != nil {
		t.Errorf("the old version is not kept: %v", err)
	}
	in.end()
	in.start()
	in.runs("1.1.0")
}

func TestUpdate_ABadVersionIsTakenBack(t *testing.T) {
	for conduct, code := range map[string]string{
		"crash": "crashed", "another version": "wrong_version", "crash when it answers": "crashed", "silence": "unhealthy", "migration and silence": "unhealthy",
	} {
		t.Run(conduct, func(t *testing.T) {
			in := installed(t)
			in.release(conduct)
			in.prepare()
			in.begin()
			if status, got := in.outcome(); status != "rolled_back" || got != code {
				t.Errorf("outcome %s, %s, want rolled_back, %s", status, got, code)
			}
			in.runs("1.0.0")
		})
	}
}

func TestUpdate_WhatIsNoProgramChangesNothing(t *testing.T) {
	in := installed(t)
	in.publish(bytes.Repeat([]byte{0x7f, 0x00}, 4096))
	in.prepare()
	in.begin()
	if status, code := in.outcome(); status != "rolled_back" || code != "start_failed" {
		t.Errorf("outcome %s, %s", status, code)
	}
	in.runs("1.0.0")
}

func TestUpdate_WhatWasNotPublishedIsNotInstalled(t *testing.T) {
	cases := map[string]struct {
		spoil func(*installation)
		code  string
	}{
		"another archive": {func(in *installation) {
			files, _ := filepath.Glob(filepath.Join(in.feed, "*.tar.gz"))
			must(in.t, os.WriteFile(files[0], []byte("something else"), 0o644))
		}, "checksum_mismatch"},
		"another signature": {func(in *installation) {
			path := filepath.Join(in.feed, "releases.json")
			text, err := os.ReadFile(path)
			must(in.t, err)
			must(in.t, os.WriteFile(path, bytes.ReplaceAll(text, []byte(`"signature": "`), []byte(`"signature": "AAAA`)), 0o644))
		}, "signature_invalid"},
		"no archive": {func(in *installation) {
			files, _ := filepath.Glob(filepath.Join(in.feed, "*.tar.gz"))
			must(in.t, os.Remove(files[0]))
		}, "download_failed"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			in := installed(t)
			in.release("")
			c.spoil(in)
			in.prepare()
			in.begin()
			if status, code := in.outcome(); status != "failed" || code != c.code {
				t.Errorf("outcome %s, %s, want failed, %s", status, code, c.code)
			}
			in.runs("1.0.0")
		})
	}
}

func TestUpdate_AKillAtAnyStepLeavesAVersionThatRuns(t *testing.T) {
	for step, version := range map[string]string{
		"downloading": "1.0.0", "verifying": "1.0.0", "extracting": "1.0.0", "backing-up": "1.0.0", "applying": "1.0.0", "staged": "1.0.0",
		"copying": "1.0.0", "copied": "1.0.0", "trying": "1.0.0", "answers": "1.0.0", "proven": "1.0.0", "placed": "1.1.0",
	} {
		t.Run(step, func(t *testing.T) {
			in := installed(t)
			in.release("")
			in.prepare(drillKill + "=" + step)
			in.update() // the answer may not come any more
			in.killed()
			in.again()
			if status, _ := in.outcome(); (status == "success") != (version == "1.1.0") {
				t.Errorf("outcome %s with version %s", status, version)
			}
			in.runs(version)
		})
	}
}

func TestUpdate_AKillAfterTheNewVersionMigratedBringsTheDataBack(t *testing.T) {
	in := installed(t)
	in.release("migration and the end of its supervisor")
	in.prepare()
	in.begin()
	in.killed()
	in.again()
	if status, code := in.outcome(); status != "rolled_back" || code != "interrupted" {
		t.Errorf("outcome %s, %s", status, code)
	}
	in.runs("1.0.0")
}

func TestUpdate_APlaceThatCannotBeTakenIsGivenUp(t *testing.T) {
	in := installed(t)
	in.release("")
	must(t, os.MkdirAll(filepath.Join(in.program()+".previous", "in the way"), 0o755))
	in.prepare()
	in.begin()
	if status, code := in.outcome(); status != "rolled_back" || code != "apply_failed" {
		t.Errorf("outcome %s, %s", status, code)
	}
	in.runs("1.0.0")
}

func TestUpdate_WithoutPermissionNothingBeginsAndTheCommandIsTold(t *testing.T) {
	in := installed(t)
	in.release("")
	if os.Geteuid() == 0 {
		const nobody = 65534
		in.account = &syscall.Credential{Uid: nobody, Gid: nobody}
		must(t, os.Chmod(filepath.Dir(filepath.Dir(in.bin)), 0o755))
		must(t, os.Chown(in.data, nobody, nobody))
	} else {
		must(t, os.Chmod(in.bin, 0o555))
		t.Cleanup(func() { _ = os.Chmod(in.bin, 0o755) })
	}
	in.prepare()
	status, text := in.update()
	if status != 409 || !strings.Contains(text, "manual_update_required") || !strings.Contains(text, "curl -fL") {
		t.Errorf("apply: %d %s", status, text)
	}
	in.runs("1.0.0")
}

func TestUpdate_AFullDiskChangesNothing(t *testing.T) {
	for name, c := range map[string]struct {
		program []byte
		room    int64
		code    string
	}{
		"no room for the download": {bytes.Repeat([]byte("\x7fELF0123456789abcdef"), 200_000), 0, "download_failed"},
		"no room for the copy":     {[]byte("#!/bin/sh\n"), 120 << 10, "copy_failed"},
	} {
		t.Run(name, func(t *testing.T) {
			in := installed(t)
			if out, err := exec.CommandContext(t.Context(), "mount", "-t", "tmpfs", "-o", "size=4m,mode=700", "none", in.data).CombinedOutput(); err != nil {
				t.Skipf("needs a small file system of its own: %s", out)
			}
			t.Cleanup(func() { in.end(); _ = syscall.Unmount(in.data, syscall.MNT_DETACH) })
			in.publish(noise(c.program))
			in.prepare()
			in.must("PUT", "/api/guests/metadata/lab-pve1-102", fmt.Sprintf(`{"description":%q}`, strings.Repeat("x", 900<<10)))
			in.end() // puts that from the log into the database
			in.prepare()
			in.fill(c.room)
			in.begin()
			status, code := in.outcome()
			if code != c.code || status == "success" {
				t.Errorf("outcome %s, %s, want %s", status, code, c.code)
			}
			must(t, os.Remove(filepath.Join(in.data, "ballast")))
			in.runs("1.0.0")
		})
	}
}
