package io.sensorplatform.defaults.log;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.filter.OncePerRequestFilter;

@AutoConfiguration
@EnableConfigurationProperties(LogSettings.class)
class LogAutoConfiguration {

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
  @ConditionalOnClass(OncePerRequestFilter.class)
  @ConditionalOnProperty(name = "platform.tokens.filter", matchIfMissing = true)
  static class Servlet {

    /** Right within Spring's filter that begins the span, which is the first but one. */
    @Bean
    FilterRegistrationBean<RequestLog> requestLog(LogSettings settings) {
      var registration = new FilterRegistrationBean<>(new RequestLog(settings));
      registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 2);
      return registration;
    }
  }
}
