package io.sensorplatform.auth.device;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;

/**
 * The API under {@code /v1} knows bearer tokens only, which the platform's token filter checks: no
 * session and no cookie, so no cross-site request can act for a signed-in operator.
 */
@Configuration(proxyBeanMethods = false)
class DeviceApiSecurity {

  @Bean
  @Order(2)
  SecurityFilterChain apiSecurity(HttpSecurity http) {
    return http.securityMatcher("/v1/**")
        .csrf(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .sessionManagement(
            session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
        .build();
  }
}
