package io.sensorplatform.auth.signing;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;

/** RSA signatures and nothing else, made as those of tokens are: for {@code TokenFigures}. */
public final class BareSignatures {

  private static final byte[] TEXT = new byte[400];

  private final PrivateKey key;
  private final Signature signature;

  private BareSignatures(PrivateKey key, Signature signature) {
    this.key = key;
    this.signature = signature;
  }

  /** For one thread. */
  public static BareSignatures byTheJdk() throws Exception {
    return new BareSignatures(
        SigningKeyStore.generate().toPrivateKey(), Signature.getInstance(TokenSigner.SIGNATURE));
  }

  /** For one thread. */
  public static BareSignatures natively() throws Exception {
    Provider rsa = NativeRsa.find().orElseThrow();
    var factory = KeyFactory.getInstance("RSA", rsa);
    return new BareSignatures(
        (PrivateKey) factory.translateKey(SigningKeyStore.generate().toPrivateKey()),
        Signature.getInstance(TokenSigner.SIGNATURE, rsa));
  }

  public void sign() throws GeneralSecurityException {
    signature.initSign(key);
    signature.update(TEXT);
    signature.sign();
  }
}
