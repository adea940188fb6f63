package backend

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"sync"

	"pulse/backend/config"
	"pulse/backend/fleet"
	"pulse/backend/infra"
	"pulse/backend/mock"
	"pulse/backend/source"
	"pulse/backend/store"
	"pulse/backend/wire"
)

// mockDocument is the name under which the state of mock mode is stored.
const mockDocument = "mock"

// mockMode replaces the configured targets by those of a made-up estate while
// it is on.
type mockMode struct {
	store  *store.Store
	reload func()
	fleet  fleet.Options // of the made-up Docker hosts, apart from where they are kept

	mu      sync.Mutex
	given   givenMock // by the environment, when it was read last
	mode    wire.MockMode
	estate  *mock.Estate  // nil while mock mode is off
	docker  *fleet.Fleet  // of the estate
	changed chan struct{} // closed when estate and docker are replaced
	count   int
}

func newMockMode(ctx context.Context, s *store.Store, c config.Config, hosts fleet.Options, reload func()) (*mockMode, error) {
	m := &mockMode{store: s, reload: reload, fleet: hosts, changed: make(chan struct{}), given: givenMockOf(c)}
	var err error
	if m.mode, err = m.given.mode(ctx, s); err != nil {
		return nil, err
	}
	return m, m.rebuild(ctx)
}

// givenMock is what the environment says about mock mode. Where it does not say
// whether that is on, what is stored counts.
type givenMock struct {
	config.Mock
	decides bool
}

func givenMockOf(c config.Config) givenMock { return givenMock{c.Mock, c.IsSet("PULSE_MOCK_MODE")} }

func (g givenMock) mode(ctx context.Context, s *store.Store) (wire.MockMode, error) {
	mode := wire.MockMode{Enabled: g.Enabled, Config: wire.MockConfig{
		NodeCount: g.Nodes, VMsPerNode: g.VMsPerNode, LXCsPerNode: g.LXCsPerNode,
		DockerHostCount: g.DockerHosts, DockerContainersPerHost: g.DockerContainers,
		RandomMetrics: g.RandomMetrics, StoppedPercent: g.StoppedPercent / 100,
	}}
	if g.decides {
		return mode, nil
	}
	_, err := s.Document(ctx, mockDocument, &mode)
	return mode, err
}

// useEnvironment takes over what a changed environment says. It reports whether
// anything changed.
func (m *mockMode) useEnvironment(ctx context.Context, c config.Config) (changed bool, err error) {
	given := givenMockOf(c)
	m.mu.Lock()
	changed, m.given = given != m.given, given
	m.mu.Unlock()
	if !changed {
		return false, nil
	}
	mode, err := given.mode(ctx, m.store)
	if err != nil {
		return false, err
	}
	if err := m.take(ctx, mode); err != nil {
		return false, err
	}
	m.reload()
	return true, nil
}

// Mode tells whether mock mode is on, and its size.
func (m *mockMode) Mode() wire.MockMode {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.mode
}

// SetMode stores a mode and takes it over.
func (m *mockMode) SetMode(ctx context.Context, mode wire.MockMode) error {
	if err := m.store.SaveDocument(ctx, mockDocument, mode); err != nil {
		return err
	}
	if err := m.take(ctx, mode); err != nil {
		return err
	}
	m.reload()
	return nil
}

func (m *mockMode) take(ctx context.Context, mode wire.MockMode) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.mode = mode
	return m.rebuild(ctx)
}

func (m *mockMode) rebuild(ctx context.Context) (err error) {
	close(m.changed)
	m.estate, m.docker, m.changed = nil, nil, make(chan struct{})
	if !m.mode.Enabled {
		return nil
	}
	c := m.mode.Config
	m.count++
	m.estate = mock.New(mock.Options{
		Nodes: c.NodeCount, VMsPerNode: c.VMsPerNode, LXCsPerNode: c.LXCsPerNode,
		StoppedPart: c.StoppedPercent, RandomMetrics: c.RandomMetrics, HighLoadNodes: slices.Clone(c.HighLoadNodes),
		DockerHosts: c.DockerHostCount, ContainersPerHost: c.DockerContainersPerHost,
	})
	m.docker, err = openAgents(ctx, m.estate.Agents(), m.fleet)
	return err
}

// targets lists the connections of the estate, if mock mode is on. Their ids
// change with each estate, so that nothing of one is taken for the next.
func (m *mockMode) targets() ([]source.Target, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.estate == nil {
		return nil, false
	}
	var targets []source.Target
	for i, c := range m.estate.Connections() {
		targets = append(targets, source.Target{
			ID:   infra.TargetID("mock" + strconv.Itoa(m.count) + "-" + strconv.Itoa(i)),
			Kind: c.Kind, Name: c.Name, Host: c.Host, TokenName: c.Token, TokenValue: c.Secret, User: c.User, Password: c.Password,
		})
	}
	return targets, true
}

// transport is the network of the estate, nil while mock mode is off.
func (m *mockMode) transport() http.RoundTripper {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.estate == nil {
		return nil
	}
	return m.estate
}
