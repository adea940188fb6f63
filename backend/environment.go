package backend

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net"
	"net/url"
	"os"
	"slices"
	"strconv"
	"time"

	"pulse/backend/alert"
	"pulse/backend/config"
	"pulse/backend/fault"
	"pulse/backend/notify"
	"pulse/backend/source"
	"pulse/backend/source/sensors"
	"pulse/backend/store"
	"pulse/backend/wire"
)

// HostInfo tells other programs of the same user how to reach a running Pulse.
type HostInfo = store.HostInfo

// ReadHost tells who holds the lock of a data folder. It fails with
// fault.NotFound when nobody told.
func ReadHost(dataDir string) (HostInfo, error) { return store.ReadHost(dataDir) }

// FromEnv reads the environment and .env files. A *fault.Error names the
// variable that is wrong, its value and what is allowed.
func FromEnv(context.Context) (Options, error) {
	work, err := os.Getwd()
	if err != nil {
		work = "" // a folder that is gone has no .env to read
	}
	c, err := config.Load(os.LookupEnv, config.Files{WorkDir: work})
	if err != nil {
		return Options{}, err
	}
	verbosity := new(slog.LevelVar)
	verbosity.Set(level(c.Server.LogLevel))
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: verbosity}))
	for _, note := range c.Notes {
		log.Warn("environment", "note", note)
	}
	return Options{
		DataDir: c.Server.DataDir, Host: c.Server.Host, Port: c.Server.Port,
		Log: log, Verbosity: verbosity, Stdout: os.Stdout, Config: c,
		Reread: func(dataDir string) (config.Config, error) {
			return config.Load(os.LookupEnv, config.Files{WorkDir: work, DataDir: dataDir})
		},
		WorkDir:  work,
		TakeOver: []string{c.Server.DataDir, earlierFolder},
	}, nil
}

func level(name string) slog.Level {
	var l slog.Level
	if err := l.UnmarshalText([]byte(name)); err != nil {
		return slog.LevelInfo // config has checked what is set
	}
	return l
}

// taken gives a locked data folder the error that faces look for, in the words
// of the lock.
func taken(err error) error {
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Code == fault.Taken {
		return &fault.Error{Code: fault.Taken, Message: f.Message, Field: f.Field, Err: ErrTaken}
	}
	return err
}

// sourceEnv is what sources are given now.
func (b *Backend) sourceEnv() source.Env {
	env := source.Env{
		Transport: b.mock.transport(),
		Timeout:   time.Duration(b.system.Load().ConnectionTimeout) * time.Second,
		Pulse:     b.opt.Rhythm.Pulse,

		WithoutZFS: !b.opt.Config.Server.ZFS,
	}
	if env.Transport == nil {
		env.Sensors = sensorsOf(b.opt.Config.Server)
	}
	return env
}

// sensorsOf is how temperatures of nodes are read; nil where nobody asked for
// them. A helper in a container is mounted at a place of its own.
func sensorsOf(c config.Server) func(context.Context, string) ([]byte, error) {
	proxy := sensors.Proxy{Socket: c.SensorProxy}
	if mounted := (sensors.Proxy{Socket: mountedProxy}); c.Docker && !proxy.Present() && mounted.Present() {
		proxy = mounted
	}
	if c.SensorsOverSSH {
		return sensors.First(proxy, sensors.SSH{}.Read)
	}
	return sensors.First(proxy, nil)
}

// mountedProxy is where the helper of the host is seen in a container.
const mountedProxy = "/mnt/pulse-proxy/pulse-sensor-proxy.sock"

// notifyEnv is what channels are given now.
func (b *Backend) notifyEnv() notify.Env {
	return notify.Env{
		AllowLoopback: b.system.Load().AllowLoopbackWebhooks,
		OwnAddress:    b.isOwnAddress,
		UserAgent:     "Pulse-Monitoring/2.0",
		AlertJSON:     alertJSON,
	}
}

func alertJSON(a alert.Alert) json.RawMessage {
	encoded, err := json.Marshal(wire.AlertOf(&a))
	if err != nil {
		return json.RawMessage("null") // metadata is made by the engine and can be encoded
	}
	return encoded
}

// isOwnAddress tells whether a host and port are this program.
func (b *Backend) isOwnAddress(host string, port int) bool {
	local := net.ParseIP(host)
	for _, bound := range b.doors.bound() {
		if bound.Port != port || local == nil {
			continue
		}
		if local.IsLoopback() || local.Equal(bound.IP) || bound.IP.IsUnspecified() && isOurs(local) {
			return true
		}
	}
	return false
}

func isOurs(ip net.IP) bool {
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		return false
	}
	return slices.ContainsFunc(addresses, func(a net.Addr) bool {
		n, ok := a.(*net.IPNet)
		return ok && n.IP.Equal(ip)
	})
}

// publicURL is where people reach the dashboard, for links in notices.
func (b *Backend) publicURL() string {
	if url := b.opt.Config.Server.PublicURL; url != "" || b.opt.Config.Server.Docker {
		return url
	}
	bound := b.doors.bound()[0]
	host := bound.IP.String()
	if bound.IP.IsUnspecified() {
		host = primaryAddress()
	}
	return "http://" + net.JoinHostPort(host, strconv.Itoa(bound.Port))
}

// primaryAddress is the first address of this machine that others may reach.
func primaryAddress() string {
	addresses, err := net.InterfaceAddrs()
	if err == nil {
		for _, a := range addresses {
			if n, ok := a.(*net.IPNet); ok && n.IP.To4() != nil && n.IP.IsGlobalUnicast() {
				return n.IP.String()
			}
		}
	}
	return "127.0.0.1"
}

func publicHost(public string) []string {
	u, err := url.Parse(public)
	if err != nil || u.Hostname() == "" {
		return nil
	}
	return []string{u.Hostname()}
}

// deployment is the published word for how the program was installed.
func deployment(c config.Config) string {
	switch {
	case c.Server.Docker:
		return "docker"
	case c.Server.Systemd:
		return "systemd"
	default:
		return "manual"
	}
}
