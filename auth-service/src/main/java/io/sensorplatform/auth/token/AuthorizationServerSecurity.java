package io.sensorplatform.auth.token;

import static org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher.pathPattern;

import io.sensorplatform.auth.key.AssertionCheck;
import io.sensorplatform.auth.key.KeyCheck;
import io.sensorplatform.auth.store.StoreOutage;
import io.sensorplatform.defaults.problem.ProblemWriter;
import io.sensorplatform.defaults.token.TokenSettings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.NestedRuntimeException;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2ClientAuthenticationConfigurer;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2TokenEndpointConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.server.authorization.authentication.PublicClientAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.token.DelegatingOAuth2TokenGenerator;
import org.springframework.security.oauth2.server.authorization.token.JwtGenerator;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenGenerator;
import org.springframework.security.oauth2.server.authorization.web.authentication.ClientSecretBasicAuthenticationConverter;
import org.springframework.security.oauth2.server.authorization.web.authentication.ClientSecretPostAuthenticationConverter;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2AuthorizationCodeAuthenticationConverter;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2RefreshTokenAuthenticationConverter;
import org.springframework.security.oauth2.server.authorization.web.authentication.PublicClientAuthenticationConverter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.security.web.session.DisableEncodeUrlFilter;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.transaction.TransactionException;

/**
 * The OAuth 2.1 endpoints, cut down to what is offered: client credentials for devices, and the
 * authorization code with proof key for operators at the command line.
 */
@Configuration(proxyBeanMethods = false)
class AuthorizationServerSecurity {

  private static final RequestMatcher TOKEN = pathPattern(HttpMethod.POST, Endpoints.TOKEN);

  /** What Spring's server would offer beyond these (introspection and others) is not there. */
  private static final RequestMatcher ENDPOINTS =
      new OrRequestMatcher(
          TOKEN,
          pathPattern(HttpMethod.GET, Endpoints.AUTHORIZE),
          pathPattern(HttpMethod.POST, Endpoints.AUTHORIZE),
          pathPattern(HttpMethod.GET, Endpoints.JWKS),
          pathPattern(HttpMethod.GET, "/.well-known/oauth-authorization-server"),
          pathPattern(HttpMethod.GET, "/.well-known/openid-configuration"));

  @Bean
  @Order(1)
  SecurityFilterChain authorizationServer(
      HttpSecurity http,
      KeyCheck keys,
      AssertionCheck assertions,
      Clients clients,
      TokenAnswers answers) {
    var devices = new DeviceAuthentication(keys, clients);
    var asserting = new AssertingClient(assertions, clients);
    var refreshing = new RefreshingClient(clients);
    var signIn = new LoginUrlAuthenticationEntryPoint("/login");
    var interrupted = new HttpSessionRequestCache();
    interrupted.setRequestMatcher(pathPattern(HttpMethod.GET, Endpoints.AUTHORIZE));
    return http.securityMatcher(ENDPOINTS)
        .oauth2AuthorizationServer(server ->
            server
                .clientAuthentication(
                    client -> authenticateClients(client, devices, asserting, refreshing, answers))
                .tokenEndpoint(tokens -> issueTokens(tokens, answers))
                .authorizationEndpoint(authorization ->
                    authorization.authorizationRequestConverters(
                        all -> all.addFirst(StrictParameters::ofAuthorizationRequest)))
                .authorizationServerMetadataEndpoint(metadata ->
                    metadata.authorizationServerMetadataCustomizer(
                        answer -> answer.claims(Endpoints::tellWhatIsOffered)))
                .oidc(oidc ->
                    oidc.providerConfigurationEndpoint(metadata ->
                        metadata.providerConfigurationCustomizer(
                            answer -> answer.claims(Endpoints::tellWhatIsOffered)))))
        .addFilterBefore(
            (request, response, chain) -> {
              try {
                chain.doFilter(request, response);
              } catch (DataAccessException | TransactionException failure) {
                answerOutage(
                    failure, (HttpServletRequest) request, (HttpServletResponse) response, answers);
              } catch (RequestRejectedException rejected) {
                if (!TOKEN.matches((HttpServletRequest) request)) {
                  throw rejected;
                }
                answers.malformed((HttpServletResponse) response);
              }
            },
            DisableEncodeUrlFilter.class)
        .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
        // Nothing here takes an access token: who sends one is told what is missing instead.
        .oauth2ResourceServer(tokens -> tokens.bearerTokenResolver(request -> null))
        .requestCache(cache -> cache.requestCache(interrupted))
        .exceptionHandling(handling ->
            handling.authenticationEntryPoint((request, response, failure) -> {
              if (TOKEN.matches(request)) {
                answers.refuse(request, response, failure);
              } else {
                signIn.commence(request, response, failure);
              }
            }))
        .build();
  }

  /** Who signs out shows a token in the form, and no cookie. */
  @Bean
  @Order(2)
  SecurityFilterChain signOut(HttpSecurity http) {
    return http.securityMatcher(pathPattern(HttpMethod.POST, Endpoints.REVOKE))
        .csrf(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .sessionManagement(
            session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
        .build();
  }

  private static void authenticateClients(
      OAuth2ClientAuthenticationConfigurer client,
      DeviceAuthentication devices,
      AssertingClient asserting,
      RefreshingClient refreshing,
      TokenAnswers answers) {
    client
        .authenticationConverters(all -> {
          all.clear();
          all.add(StrictParameters::ofTokenRequest);
          all.add(AssertingClient::of);
          all.add(new ClientSecretBasicAuthenticationConverter());
          all.add(new ClientSecretPostAuthenticationConverter());
          all.add(RefreshingClient::of);
          all.add(new PublicClientAuthenticationConverter());
        })
        .authenticationProviders(all -> {
          all.removeIf(provider -> !(provider instanceof PublicClientAuthenticationProvider));
          all.addFirst(devices);
          all.addFirst(asserting);
          all.addFirst(refreshing);
        })
        .errorResponseHandler(answers::refuse);
  }

  private static void issueTokens(OAuth2TokenEndpointConfigurer tokens, TokenAnswers answers) {
    tokens
        .accessTokenRequestConverters(all -> {
          all.clear();
          all.add(new DeviceTokenRequest());
          all.add(new OAuth2AuthorizationCodeAuthenticationConverter());
          all.add(new OAuth2RefreshTokenAuthenticationConverter());
        })
        .accessTokenResponseHandler(answers::issue)
        .errorResponseHandler(answers::refuse);
  }

  private static void answerOutage(
      NestedRuntimeException failure,
      HttpServletRequest request,
      HttpServletResponse response,
      TokenAnswers answers)
      throws IOException {
    if (!StoreOutage.is(failure)) {
      throw failure;
    }
    if (TOKEN.matches(request)) {
      answers.unavailable(request, response);
    } else {
      ProblemWriter.write(StoreOutage.problem(), request, response);
    }
  }

  /**
   * None: meters and spans of each of thirty filters are a sixth of what a token costs beside its
   * signature, and no page or alarm reads them. The request itself is observed.
   */
  @Bean
  static SecurityObservationSettings securityObservations() {
    return SecurityObservationSettings.noObservations();
  }

  @Bean
  AuthorizationServerSettings authorizationServerSettings(TokenSettings settings) {
    return AuthorizationServerSettings.builder()
        .issuer(settings.issuer().toString())
        .tokenEndpoint(Endpoints.TOKEN)
        .authorizationEndpoint(Endpoints.AUTHORIZE)
        .jwkSetEndpoint(Endpoints.JWKS)
        .build();
  }

  /** Access tokens are JWTs, which speak for themselves; refresh tokens are not. */
  @Bean
  OAuth2TokenGenerator<?> tokenGenerator(
      JwtEncoder encoder, AccessTokenClaims claims, SecureRandom random, Clock clock) {
    var generator = new JwtGenerator(encoder);
    generator.setJwtCustomizer(claims);
    generator.setClock(clock);
    return new DelegatingOAuth2TokenGenerator(generator, new RefreshTokenGenerator(random, clock));
  }
}
