package transfer

import (
	"encoding/json"
	"fmt"

	"pulse/backend/fault"
	"pulse/backend/notify"
)

func (s *Service) prepareChannels(p *plan, d document, now current) {
	if d.Webhooks == nil && !given(d.Email) {
		return
	}
	mails, hooks := split(now.Channels)
	nextMails, nextHooks := mails, hooks
	if given(d.Email) {
		nextMails = s.readEmail(p, d.Email, mails)
		p.Email = len(differingKeys(first(mails), first(nextMails))) > 0
	}
	if d.Webhooks != nil {
		nextHooks = s.readWebhooks(p, *d.Webhooks)
		p.Webhooks = compare(hooks, nextHooks, func(c notify.Channel) string { return c.Name })
	}
	p.next.Channels = append(append([]notify.Channel{}, nextMails...), nextHooks...)
}

func split(channels []notify.Channel) (mails, hooks []notify.Channel) {
	for _, c := range channels {
		if c.Kind == notify.KindWebhook {
			hooks = append(hooks, c)
		} else {
			mails = append(mails, c)
		}
	}
	return mails, hooks
}

// first is the first of the channels, or an empty one.
func first(channels []notify.Channel) notify.Channel {
	for _, c := range channels {
		return c
	}
	return notify.Channel{}
}

func (s *Service) readEmail(p *plan, part json.RawMessage, before []notify.Channel) []notify.Channel {
	m, err := readMail(part)
	if err != nil {
		p.refuse("e-mail settings", fault.New(fault.Invalid, "they cannot be read (%s)", problem(err)))
		return before
	}
	if m.empty() {
		return nil
	}
	c := m.channel()
	if err := s.check(p, c); err != nil {
		p.refuse("e-mail settings", err)
		return before
	}
	return []notify.Channel{c}
}

func (s *Service) readWebhooks(p *plan, list []webhook) []notify.Channel {
	hooks, seen := []notify.Channel{}, map[string]bool{}
	for _, w := range list {
		c := w.channel()
		err := s.check(p, c)
		if err == nil && seen[c.ID] {
			err = fault.New(fault.Invalid, "its id occurs twice")
		}
		if err != nil {
			p.refuse(fmt.Sprintf("webhook %q", c.Name), err)
			continue
		}
		seen[c.ID] = true
		hooks = append(hooks, c)
	}
	return hooks
}

// check asks the kind of a channel what is wrong with it, under the settings
// that come with it.
func (s *Service) check(p *plan, c notify.Channel) error {
	env := s.NotifyEnv()
	if p.next.System != nil {
		env.AllowLoopback = p.next.System.AllowLoopbackWebhooks
	}
	for _, kind := range s.Channels {
		if kind.Name == c.Kind {
			_, err := kind.Open(c, env)
			return err
		}
	}
	return fault.New(fault.Invalid, "this version cannot send that way")
}
