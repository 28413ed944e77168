/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/web/esp-web-client.h"

G_BEGIN_DECLS

/* Where one signs in, and as which program: the client id is the user's own. */
typedef struct
{
  char *authorize_url; /* (owned) */
  char *token_url;     /* (owned) */
  char *redirect;      /* (owned) "http://127.0.0.1/": the port is added */
  char *scope;         /* (owned) */
  char *extra;         /* (owned) (nullable) more of the query: "access_type=offline" */
  char *client_id;     /* (owned) */
  char *client_secret; /* (owned) (nullable) of programs that have one */
  char *user;          /* (owned) (nullable) whose mailbox it is */
} EspOauthApp;

typedef struct
{
  char *access_token;   /* (owned) */
  char *refresh_token;  /* (owned) (nullable) */
  gint64 expires_at_us; /* 0: nobody knows */
} EspOauthTokens;

/* One sign-in through the browser: a place on this computer waits for the answer. */
typedef struct _EspOauthFlow EspOauthFlow;

void esp_oauth_app_free (EspOauthApp *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspOauthApp, esp_oauth_app_free)
EspOauthApp *
esp_oauth_app_new_from_settings (const char *settings, const char *secret, GError **error);
void esp_oauth_tokens_free (EspOauthTokens *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspOauthTokens, esp_oauth_tokens_free)

EspOauthFlow *esp_oauth_flow_new (const EspOauthApp *app, GError **error);
void esp_oauth_flow_free (EspOauthFlow *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspOauthFlow, esp_oauth_flow_free)
const char *esp_oauth_flow_get_url (EspOauthFlow *self);
void esp_oauth_flow_wait_async (EspOauthFlow *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
EspOauthTokens *esp_oauth_flow_wait_finish (GAsyncResult *result, GError **error);

void esp_oauth_refresh_async (EspWebClient *client,
                              const EspOauthApp *app,
                              const char *refresh_token,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
EspOauthTokens *esp_oauth_refresh_finish (GAsyncResult *result, GError **error);

char *
esp_oauth_secret_add (const char *secret, const char *secret_id, const EspOauthTokens *tokens);
EspOauthTokens *esp_oauth_secret_read (const char *secret, char **out_secret_id);

G_END_DECLS
