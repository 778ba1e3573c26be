package io.sensorplatform.defaults.token;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import io.sensorplatform.defaults.revocation.RevokedTokens;
import java.net.MalformedURLException;
import java.time.Clock;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

@AutoConfiguration
@EnableConfigurationProperties(TokenSettings.class)
class TokenAutoConfiguration {

  /** Answers are small: a few keys. */
  private static final int MAX_KEYS_BYTES = 100_000;

  private static final int FETCH_TIMEOUT_MILLIS = 2_000;

  @Bean
  @ConditionalOnMissingBean
  TokenVerifier tokenVerifier(
      TokenSettings settings,
      JWKSource<SecurityContext> keys,
      RevokedTokens revoked,
      ObjectProvider<Clock> clock) {
    return new TokenVerifier(settings, keys, revoked, clock.getIfAvailable(Clock::systemUTC));
  }

  /**
   * The keys that auth-service publishes: fetched ahead of their expiry, at most one fetch an
   * interval however many unknown key ids arrive, and kept through an outage. A withdrawn key is
   * gone with the next fetch. Closed with the application, as it fetches on a thread of its own.
   */
  @Bean
  @ConditionalOnMissingBean
  JWKSource<SecurityContext> publishedKeys(TokenSettings settings) {
    try {
      var retriever =
          new DefaultResourceRetriever(FETCH_TIMEOUT_MILLIS, FETCH_TIMEOUT_MILLIS, MAX_KEYS_BYTES);
      long ttl = settings.keysTtl().toMillis();
      return JWKSourceBuilder.<SecurityContext>create(settings.jwksUrl().toURL(), retriever)
          .cache(ttl, Math.min(3L * FETCH_TIMEOUT_MILLIS, ttl / 2))
          .refreshAheadCache(ttl / 5, true)
          // Lets two pass in each such time, the second of them at once if need be.
          .rateLimited(2 * settings.keysFetchInterval().toMillis())
          .retrying(true)
          .outageTolerant(settings.keysOutage().toMillis())
          .build();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException("platform.tokens.jwks-url is not a URL", e);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
  @ConditionalOnClass(WebMvcConfigurer.class)
  @ConditionalOnProperty(name = "platform.tokens.filter", matchIfMissing = true)
  static class Servlet {

    @Bean
    FilterRegistrationBean<TokenFilter> tokenFilter(TokenVerifier verifier) {
      var registration = new FilterRegistrationBean<>(new TokenFilter(verifier));
      registration.addUrlPatterns("/v1/*", "/api/*");
      registration.setOrder(0);
      return registration;
    }

    @Bean
    WebMvcConfigurer verifiedTokenParameters() {
      return new WebMvcConfigurer() {
        @Override
        public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
          resolvers.add(new VerifiedTokenResolver());
        }
      };
    }
  }
}
