package backend

import (
	"errors"

	"pulse/backend/auth"
	"pulse/backend/config"
)

// ErrRestart is what Run ends with when somebody asked for a restart: the
// service manager starts again what ends with an error.
var ErrRestart = errors.New("a restart was asked for")

// restarter ends the program for its service manager; nil where there is none.
func (b *Backend) restarter() func() {
	if !b.opt.Config.Server.Systemd || b.opt.Config.Server.Docker {
		return nil
	}
	return func() {
		b.restarting.Store(true)
		b.quit()
	}
}

// provider is what the environment fixes about the sign-in at a provider.
func provider(c config.Config) auth.FixedProvider {
	o := c.OIDC
	return auth.FixedProvider{
		Overrides: c.OIDCOverrides(),
		Provider: auth.Provider{
			Enabled: o.Enabled, IssuerURL: o.IssuerURL, ClientID: o.ClientID, ClientSecret: o.ClientSecret,
			RedirectURL: o.RedirectURL, LogoutURL: o.LogoutURL, Scopes: o.Scopes, UsernameClaim: o.UsernameClaim,
			EmailClaim: o.EmailClaim, GroupsClaim: o.GroupsClaim, AllowedGroups: o.AllowedGroups,
			AllowedDomains: o.AllowedDomains, AllowedEmails: o.AllowedEmails,
		},
	}
}

// orRestart is what Run ends with: ErrRestart or ErrUpdate where that was asked for.
func (b *Backend) orRestart(err error) error {
	if err == nil && b.updating.Load() {
		return ErrUpdate
	}
	if err == nil && b.restarting.Load() {
		return ErrRestart
	}
	return err
}
