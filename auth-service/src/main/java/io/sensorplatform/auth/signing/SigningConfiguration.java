package io.sensorplatform.auth.signing;

import com.nimbusds.jose.jwk.JWKSet;
import io.sensorplatform.auth.AuthSecrets;
import java.security.SecureRandom;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;

@Configuration(proxyBeanMethods = false)
class SigningConfiguration {

  @Bean
  KeyBox keyBox(AuthSecrets secrets, SecureRandom random) {
    return new KeyBox(secrets.encryptionKeys(), random);
  }

  /** Signs with whatever key is active at that moment. */
  @Bean
  JwtEncoder jwtEncoder(SigningKeys keys) {
    return new NimbusJwtEncoder((selector, context) -> selector.select(new JWKSet(keys.active())));
  }
}
