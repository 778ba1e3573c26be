package io.sensorplatform.defaults.problem;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.catalina.core.StandardHost;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.DispatcherServlet;

@AutoConfiguration(
    beforeName = "org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration")
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({DispatcherServlet.class, ErrorController.class})
class ProblemAutoConfiguration {

  @Bean
  ProblemAnswers problemAnswers(ObjectProvider<MeterRegistry> meters) {
    return new ProblemAnswers(new Outages(meters.getIfAvailable(SimpleMeterRegistry::new)));
  }

  @Bean
  ProblemAdvice problemAdvice(ProblemAnswers answers) {
    return new ProblemAdvice(answers);
  }

  @Bean
  ProblemErrorController problemErrorController() {
    return new ProblemErrorController();
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({ConfigurableTomcatWebServerFactory.class, StandardHost.class})
  static class Tomcat {

    @Bean
    WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> tomcatProblems() {
      return tomcat ->
          tomcat.addContextCustomizers(context ->
              ((StandardHost) context.getParent())
                  .setErrorReportValveClass(TomcatProblems.class.getName()));
    }
  }
}
