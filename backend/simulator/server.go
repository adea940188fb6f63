package main

import (
	"fmt"
	"io"
	"net"
	"strconv"
	"time"

	"pulse/backend/source/pbs/pbstest"
	"pulse/backend/source/pmg/pmgtest"
	"pulse/backend/source/proxmox/proxmoxtest"
	"pulse/backend/source/pve/pvetest"
)

// server is a simulated product that can be put on the network and be made to fail.
type server interface {
	Name() string
	listen(address string, port int) (line, io.Closer, error)
	addReader(id, secret string) // a token or a user that may read everything
	Fault(proxmoxtest.Match, proxmoxtest.Fault) (remove func())
	ClearFaults()
	Requests() map[string]int
	RequestTotal() int
	ResetRequests()
}

// line is what has to be added to watch a server.
type line struct {
	Type        string `json:"type"`
	Name        string `json:"name"`
	Host        string `json:"host"`
	TokenName   string `json:"tokenName,omitempty"`
	TokenValue  string `json:"tokenValue,omitempty"`
	User        string `json:"user,omitempty"`
	Password    string `json:"password,omitempty"`
	Fingerprint string `json:"fingerprint"`
}

// cluster is Proxmox VE, one node or several.
type cluster struct{ *pvetest.Cluster }

func (c cluster) listen(address string, port int) (line, io.Closer, error) {
	servers, err := c.Listen(address, port)
	if err != nil {
		return line{}, nil, err
	}
	first := c.Nodes()[0]
	return line{
		Type: "pve", Name: c.Name(), Host: servers.URL(first), TokenName: pvetest.Token, TokenValue: pvetest.Secret,
		User: pvetest.User, Password: pvetest.Password, Fingerprint: c.Fingerprint(first),
	}, servers, nil
}

func (c cluster) addReader(id, secret string) {
	c.SetAccount(pvetest.Account{ID: id, Secret: secret, Grants: []pvetest.Grant{{Path: "/", Privs: []string{"*"}}}})
}

// backups is a Proxmox Backup Server.
type backups struct {
	*pbstest.Server

	name string
}

// Name is what the server is to be called.
func (b backups) Name() string { return b.name }

func (b backups) listen(address string, port int) (line, io.Closer, error) {
	l, err := b.Listen(joined(address, port, 1))
	if err != nil {
		return line{}, nil, err
	}
	return line{
		Type: "pbs", Name: b.name, Host: l.URL, TokenName: pbstest.Token, TokenValue: pbstest.Secret,
		User: pbstest.User, Password: pbstest.Password, Fingerprint: b.Fingerprint(),
	}, l, nil
}

func (b backups) addReader(id, secret string) {
	b.SetAccount(pbstest.Account{ID: id, Secret: secret, Grants: map[string][]string{"/": {"Datastore.Audit", "Sys.Audit", "Remote.Audit", "Tape.Audit"}}})
}

// mail is a Proxmox Mail Gateway.
type mail struct {
	*pmgtest.Gateway

	name string
}

// Name is what the gateway is to be called.
func (m mail) Name() string { return m.name }

func (m mail) listen(address string, port int) (line, io.Closer, error) {
	s, err := m.Listen(joined(address, port, 0))
	if err != nil {
		return line{}, nil, err
	}
	return line{Type: "pmg", Name: m.name, Host: s.URL, User: pmgtest.User, Password: pmgtest.Password, Fingerprint: m.Fingerprint()}, s, nil
}

func (m mail) addReader(id, secret string) {
	m.SetAccount(pmgtest.Account{ID: id, Password: secret, Role: "audit"})
}

// fail makes a server fail as a command says.
func fail(s server, in command) {
	var f proxmoxtest.Fault
	if in.HTML {
		f = proxmoxtest.HTML()
	}
	f.Delay, f.Hang, f.Drop = time.Duration(in.DelayMs)*time.Millisecond, in.Hang, in.Drop
	f.Status, f.Reason, f.Truncate, f.Empty = in.Status, in.Reason, in.Truncate, in.Empty
	s.Fault(proxmoxtest.Match{Member: in.Member, Method: in.Method, Path: in.Path, Times: in.Times}, f)
}

// joined is an address with a port that is so many above the chosen one; 0
// stays 0, which chooses a free one.
func joined(address string, port, above int) string {
	if port != 0 {
		port += above
	}
	return net.JoinHostPort(address, strconv.Itoa(port))
}

// newBackups makes up a backup server with so many datastores and, about, so
// many backups.
func newBackups(o options, i, datastores, backupCount int) backups {
	const perGroup = 10
	var p pbstest.Options
	for n := range datastores {
		p.Datastores = append(p.Datastores, pbstest.Datastore{
			Name: numbered("main", n), Size: 8 << 40, Used: int64(3+n%5) << 40, Spaces: []string{"lab"},
			Groups: max(backupCount/datastores/perGroup/2, 1), PerGroup: perGroup,
		})
	}
	if o.real {
		p.CloseEvery = 3
	}
	return backups{pbstest.New(p), numbered("backups", i)}
}

// newMail makes up a mail gateway with so many nodes.
func newMail(o options, i, nodes int) mail {
	p := pmgtest.Cluster(nodes)
	p.Seed = o.seed
	if o.real {
		p.DenyDelay, p.RelayDelay, p.CloseEvery = 3*time.Second, 11*time.Second, 3
	}
	return mail{pmgtest.New(p), numbered("mail", i)}
}

// numbered counts from the second one on.
func numbered(name string, i int) string {
	if i == 0 {
		return name
	}
	return fmt.Sprintf("%s%d", name, i+1)
}
