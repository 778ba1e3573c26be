package io.sensorplatform.auth.signing;

import io.sensorplatform.auth.AuthSecrets;
import java.security.SecureRandom;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.jwt.JwtEncoder;

@Configuration(proxyBeanMethods = false)
class SigningConfiguration {

  @Bean
  KeyBox keyBox(AuthSecrets secrets, SecureRandom random) {
    return new KeyBox(secrets.encryptionKeys(), random);
  }

  @Bean
  JwtEncoder jwtEncoder(SigningKeys keys, SigningSettings settings) {
    return new TokenSigner(
        keys::active, settings.nativeRsa() ? NativeRsa.find().orElse(null) : null);
  }
}
