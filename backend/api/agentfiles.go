package api

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"pulse/backend/auth"
	"pulse/backend/wire"
)

//go:embed install-docker-agent.sh
var installScript string

const (
	scriptMedia = "text/x-shellscript"
	binaryMedia = "application/octet-stream"
	textMedia   = "text/plain"
)

// agentFile is how the agents of each architecture are called in their folder.
const agentFile = "pulse-docker-agent-linux-"

// agentVersionFile holds the version that the agents in the folder were built with.
const agentVersionFile = "version"

// agentArchitectures are the published names of the architectures, by the one
// that the files have.
var agentArchitectures = map[string][]string{
	"amd64": {"amd64", "x86_64", "x86-64", "linux-amd64"},
	"arm64": {"arm64", "aarch64", "linux-arm64"},
	"armv7": {"armv7", "armv7l", "armhf", "linux-armv7"},
}

func agentFileRoutes() []Route {
	return []Route{
		{Method: "GET", Path: "/api/agent/version", Access: auth.Public, Bucket: auth.General, Head: true, Out: wire.AgentVersion{}, Summary: "Version of the agent that this server hands out; dev when none", handle: (*server).agentVersion},
		{Method: "GET", Path: "/install-docker-agent.sh", Access: auth.Public, Media: scriptMedia, Summary: "Script that installs the agent on a Docker host", handle: (*server).installScript},
		{Method: "GET", Path: "/download/pulse-docker-agent", Access: auth.Public, Media: binaryMedia, Query: []string{"arch"}, Summary: "The agent for Linux", handle: (*server).agentBinary},
		{Method: "GET", Path: "/download/pulse-docker-agent.sha256", Access: auth.Public, Media: textMedia, Query: []string{"arch"}, Summary: "SHA-256 of the agent, in hexadecimal digits", handle: (*server).agentChecksum},
	}
}

func (s *server) agentVersion(w http.ResponseWriter, _ *http.Request) error {
	return reply(w, http.StatusOK, wire.AgentVersion{Version: s.agentsVersion()})
}

// agentsVersion is the version of the agents in the folder. Agents replace
// themselves whenever it differs from their own, so it is only told when every
// architecture is there and the version is certain.
func (s *server) agentsVersion() string {
	const none = "dev"
	text, err := os.ReadFile(filepath.Join(s.AgentDir, agentVersionFile)) //nolint:gosec // a folder of ours
	version := strings.TrimSpace(string(text))
	if s.AgentDir == "" || err != nil || version == "" {
		return none
	}
	for architecture := range agentArchitectures {
		if info, err := os.Stat(s.agentPath(architecture)); err != nil || !info.Mode().IsRegular() {
			return none
		}
	}
	return version
}

func (s *server) agentPath(architecture string) string {
	return filepath.Join(s.AgentDir, agentFile+architecture)
}

func (s *server) installScript(w http.ResponseWriter, r *http.Request) error {
	neverCache(w.Header())
	w.Header().Set("Content-Type", scriptMedia+"; charset=utf-8")
	http.ServeContent(w, r, "", time.Time{}, strings.NewReader(installScript))
	return nil
}

func (s *server) agentBinary(w http.ResponseWriter, r *http.Request) error {
	file, info, err := s.openAgent(r)
	if err != nil {
		return err
	}
	defer file.Close()
	neverCache(w.Header())
	w.Header().Set("Content-Type", binaryMedia)
	w.Header().Set("Content-Disposition", `attachment; filename="pulse-docker-agent"`)
	http.ServeContent(w, r, "", info.ModTime(), file)
	return nil
}

func (s *server) agentChecksum(w http.ResponseWriter, r *http.Request) error {
	file, _, err := s.openAgent(r)
	if err != nil {
		return err
	}
	defer file.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil {
		return fmt.Errorf("read agent: %w", err)
	}
	neverCache(w.Header())
	w.Header().Set("Content-Type", textMedia+"; charset=utf-8")
	_, _ = fmt.Fprintf(w, "%s\n", hex.EncodeToString(sum.Sum(nil))) // a caller who is gone is no failure
	return nil
}

// openAgent opens the agent for the architecture that a request names, or for
// ours when it names none.
func (s *server) openAgent(r *http.Request) (*os.File, fs.FileInfo, error) {
	missing := &failure{status: http.StatusNotFound, code: "not_found", text: "Agent binary not found", shape: dual}
	architecture, known := architectureOf(r.URL.Query().Get("arch"))
	if !known || s.AgentDir == "" {
		return nil, nil, missing
	}
	file, err := os.Open(s.agentPath(architecture)) //nolint:gosec // the name is one of three
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, missing
	}
	if err != nil {
		return nil, nil, fmt.Errorf("open agent: %w", err)
	}
	info, err := file.Stat()
	if err != nil {
		file.Close()
		return nil, nil, fmt.Errorf("open agent: %w", err)
	}
	return file, info, nil
}

func architectureOf(name string) (string, bool) {
	if name == "" {
		name = runtime.GOARCH
		if name == "arm" {
			name = "armv7"
		}
	}
	for architecture, names := range agentArchitectures {
		for _, known := range names {
			if strings.EqualFold(name, known) {
				return architecture, true
			}
		}
	}
	return "", false
}

func neverCache(h http.Header) {
	h.Set("Cache-Control", "no-cache, no-store, must-revalidate")
	h.Set("Pragma", "no-cache")
	h.Set("Expires", "0")
}
