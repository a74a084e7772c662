// The API's documentation: Swagger UI on the description that this server gives of itself.
const root = document.getElementById("api-docs");
const { schema, csrf } = root.dataset;

SwaggerUIBundle({
  url: schema,
  domNode: root,
  deepLinking: true,
  tryItOutEnabled: false,
  // A session's writes need the token that forms carry; a bearer token needs none.
  requestInterceptor: (request) => {
    request.headers["X-CSRFToken"] = csrf;
    return request;
  },
});
