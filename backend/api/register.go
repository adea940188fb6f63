package api

import (
	"errors"
	"net/http"

	"pulse/backend/enroll"
	"pulse/backend/fault"
	"pulse/backend/wire"
)

func (s *server) autoRegister(w http.ResponseWriter, r *http.Request) error {
	in, err := decode[wire.RegistrationInput](r)
	if err != nil {
		return err
	}
	if err := s.refuseInMockMode(); err != nil {
		return err
	}
	claim, release, err := s.mayRegister(r, in)
	if err != nil {
		return err
	}
	answer, err := s.register(r, in, claim)
	release(err == nil)
	if err != nil {
		return notRegistered(err)
	}
	return reply(w, http.StatusOK, answer)
}

// permission is what a caller may register.
type permission struct {
	enroll.Claim
	mayReplace bool // also a server that is known
}

// mayRegister decides whether a caller may register a server. The function that
// it returns is called with whether that succeeded.
func (s *server) mayRegister(r *http.Request, in wire.RegistrationInput) (may permission, release func(bool), err error) {
	release = func(bool) {}
	credential := in.Credential()
	if credential == "" {
		credential = r.Header.Get("X-Registration-Token")
	}
	if s.Auth.ManagesBy(r, credential) {
		return permission{mayReplace: true}, release, nil
	}
	if credential == "" {
		if s.Enrolment.Unprotected && s.Auth.PrivateCaller(r) {
			return may, release, nil
		}
		return may, nil, fault.New(fault.Unauthorized, "Authentication required: Pulse requires authentication, give a setup code")
	}
	if err := s.Auth.MayTryCode(r); err != nil {
		return may, nil, err
	}
	host, err := s.enroll.Address(in.Type, in.Host)
	if err != nil {
		return may, nil, incomplete(in, err)
	}
	release, claim, err := s.enroll.Codes.Hold(credential, in.Type, host)
	if fault.Is(err, fault.Unauthorized) {
		s.Auth.WrongCode(r)
	}
	return permission{claim, claim.Host != ""}, release, err
}

// incomplete names what is missing before it says that something is wrong.
func incomplete(in wire.RegistrationInput, err error) error {
	if !in.Complete() {
		return fault.New(fault.Invalid, "Missing required fields: type, host, tokenId and tokenValue, or username and password")
	}
	return err
}

func (s *server) register(r *http.Request, in wire.RegistrationInput, may permission) (wire.Registered, error) {
	answer := wire.Registered{Status: "success", Message: "The server is registered and watched", NodeID: in.Host}
	if !in.Complete() {
		return answer, incomplete(in, nil)
	}
	if err := checkName(in.Node()); err != nil {
		return answer, err
	}
	registration := enroll.Registration{
		Kind: in.Type, Host: in.Host, Name: in.Node(), MayReplace: may.mayReplace,
		Fingerprint: may.Fingerprint, VerifyTLS: may.VerifyTLS,
		TokenID: in.FullTokenID(), TokenValue: in.TokenValue,
	}
	if in.ByPassword() {
		registration.TokenID, registration.User, registration.Password = "", in.Username, in.Password
	}
	target, err := s.enroll.Register(r.Context(), registration)
	if err != nil {
		return answer, err
	}
	if in.ByPassword() {
		answer.NodeID, answer.TokenID, answer.Action = target.Name, target.TokenName, "none"
	}
	s.Log.Info("server registered", "id", target.ID, "name", target.Name)
	s.Watch.Reload()
	s.broadcast("node_auto_registered", wire.AutoRegistered{
		Type: target.Kind, Host: target.Host, Name: target.Name, TokenID: target.TokenName,
		HasToken: target.TokenValue != "", VerifySSL: target.VerifyTLS, Status: "connected", NodeID: string(target.ID),
	})
	s.tellDiscovered(r)
	return answer, nil
}

// notRegistered puts the answer of a server that could not be used into words.
func notRegistered(err error) error {
	if silent, ok := errors.AsType[*enroll.Unreachable](err); ok {
		return &failure{status: http.StatusBadGateway, code: "node_unreachable", shape: structured, text: silent.Reason, err: silent}
	}
	return err
}
