package io.sensorplatform.gateway.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A certificate with its key that was seen to work: the key is the certificate's own, and the
 * certificate has not expired.
 *
 * @param chain PEM as read
 * @param key PEM as read
 * @param issuers PEM of the issuers of callers' certificates; null if callers need none
 */
public record Certificate(byte[] chain, byte[] key, byte @Nullable [] issuers, Instant expires) {

  private static final String KEY_BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String KEY_END = "-----END PRIVATE KEY-----";

  /**
   * @throws GeneralSecurityException if the files do not make a certificate that works
   */
  static Certificate read(TlsSettings settings, Instant now)
      throws IOException, GeneralSecurityException {
    byte[] chain = bytes(settings.certificateFile());
    byte[] key = bytes(settings.keyFile());
    Path clientCa = settings.clientCaFile();
    byte[] issuers = clientCa == null ? null : Files.readAllBytes(clientCa);
    X509Certificate own = first(chain);
    if (!own.getNotAfter().toInstant().isAfter(now)) {
      throw new GeneralSecurityException("the certificate expired at " + own.getNotAfter());
    }
    requirePair(own, privateKey(key, own.getPublicKey().getAlgorithm()));
    if (issuers != null) {
      first(issuers);
    }
    return new Certificate(chain, key, issuers, own.getNotAfter().toInstant());
  }

  boolean sameFiles(Certificate other) {
    return Arrays.equals(chain, other.chain)
        && Arrays.equals(key, other.key)
        && Arrays.equals(issuers, other.issuers);
  }

  private static byte[] bytes(@Nullable Path file) throws IOException {
    if (file == null) {
      throw new IllegalStateException("TLS has no files");
    }
    return Files.readAllBytes(file);
  }

  private static X509Certificate first(byte[] pem) throws GeneralSecurityException {
    var all =
        CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem));
    if (all.isEmpty()) {
      throw new GeneralSecurityException("the file holds no certificate");
    }
    return (X509Certificate) all.iterator().next();
  }

  private static PrivateKey privateKey(byte[] pem, String algorithm)
      throws GeneralSecurityException {
    String text = new String(pem, StandardCharsets.US_ASCII);
    int begin = text.indexOf(KEY_BEGIN);
    int end = text.indexOf(KEY_END);
    if (begin < 0 || end < begin) {
      throw new GeneralSecurityException(
          "the key file holds no PKCS#8 key without a password ('openssl pkcs8 -topk8 -nocrypt' makes one)");
    }
    try {
      byte[] der =
          Base64.getMimeDecoder().decode(text.substring(begin + KEY_BEGIN.length(), end).strip());
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("the key is not Base64", e);
    }
  }

  /** Java's TLS would only notice at the first handshake, when the good one is gone. */
  private static void requirePair(X509Certificate certificate, PrivateKey key)
      throws GeneralSecurityException {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    byte[] sample = {1, 2, 3};
    Signature sign = Signature.getInstance(algorithm);
    sign.initSign(key);
    sign.update(sample);
    Signature verify = Signature.getInstance(algorithm);
    verify.initVerify(certificate.getPublicKey());
    verify.update(sample);
    if (!verify.verify(sign.sign())) {
      throw new GeneralSecurityException("the key is not the certificate's");
    }
  }
}
