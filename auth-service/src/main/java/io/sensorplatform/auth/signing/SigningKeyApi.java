package io.sensorplatform.auth.signing;

import io.sensorplatform.defaults.token.Scopes;
import io.sensorplatform.defaults.token.VerifiedToken;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Signing keys over HTTP, for administrators of the whole platform. */
@RestController
@RequestMapping("/v1/signing-keys")
class SigningKeyApi {

  private final SigningKeyStore store;
  private final SigningKeyRotation rotation;
  private final SigningKeyWithdrawal withdrawal;

  SigningKeyApi(
      SigningKeyStore store, SigningKeyRotation rotation, SigningKeyWithdrawal withdrawal) {
    this.store = store;
    this.rotation = rotation;
    this.withdrawal = withdrawal;
  }

  record Item(
      String kid,
      String state,
      Instant createdAt,
      Instant signsFrom,
      @Nullable Instant verifiesUntil) {

    static Item of(SigningKeyStore.Listed key) {
      return new Item(
          key.kid(),
          key.state().name().toLowerCase(Locale.ROOT),
          key.createdAt(),
          key.signsFrom(),
          key.verifiesUntil());
    }
  }

  record KeyList(List<Item> items) {}

  @GetMapping
  KeyList list(VerifiedToken caller) {
    caller.require(Scopes.PLATFORM_ADMIN);
    return answer(store.list());
  }

  /** To ask again changes nothing until the next key signs. */
  @PostMapping("/rotation")
  @ResponseStatus(HttpStatus.ACCEPTED)
  KeyList rotate(VerifiedToken caller) {
    caller.require(Scopes.PLATFORM_ADMIN);
    return answer(rotation.begin(caller.subject()));
  }

  /** For a key that somebody else may have; to rotate one that nobody has, use rotation. */
  @PostMapping("/{kid}/revocation")
  KeyList revoke(VerifiedToken caller, @PathVariable String kid) {
    caller.require(Scopes.PLATFORM_ADMIN);
    return answer(withdrawal.withdraw(caller.subject(), kid));
  }

  private static KeyList answer(List<SigningKeyStore.Listed> keys) {
    return new KeyList(keys.stream().map(Item::of).toList());
  }
}
