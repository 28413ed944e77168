/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The half year behind the sample workspace: what was sent, to whom it could not be, who opened, clicked
 * and left. The last campaign is a draft, for the visitor to send. */
#define G_LOG_DOMAIN "espalier-worker"

#include "config.h"

#include "worker/esp-sample-campaigns.h"

#include "base/esp-clock.h"
#include "engine/segment/esp-rule-json.h"
#include "engine/segment/esp-rule-text.h"
#include "store/esp-bulk.h"
#include "store/esp-campaigns.h"
#include "store/esp-channels.h"
#include "store/esp-messages.h"
#include "store/esp-segments.h"
#include "worker/esp-sample-days.h"

/* Shares in a hundred. */
#define BOUNCED 1
#define BOUNCED_WHEN_HALTED 9
#define SUBJECT_LINKS 3

typedef struct
{
  const char *name;
  const char *subject;
  const char *heading;
  const char *body;
  const char *button;
  const char *url;
  guint days_ago;     /* 0 is a draft */
  guint hour;         /* at which it left, in Korea */
  guint audience;     /* every how manieth lead */
  guint opened;       /* shares in a hundred */
  guint clicked;      /* of those who opened */
  guint left;         /* of those who opened, in a thousand */
  gboolean is_halted; /* the brake stopped it half-way, for the visitor to find */
  guint kept_back;    /* share in a hundred that got nothing, to compare with */
  guint bought;       /* shares in a hundred of those who clicked */
} SampleCampaign;

static const SampleCampaign campaigns[] = {
  { "멤버십 안내", "(광고) {{ name | default: '고객' }}님, 멤버십이 새로워졌어요",
    "멤버십이 새로워졌어요",
    "다음 주문부터 적립금이 두 배로 쌓이고, 모든 상품을 무료로 배송해 드려요.", "혜택 보기",
    "https://shop.example.com/membership", 165, 10, 5, 41, 18, 10 },
  { "신상품 소개", "(광고) 새 계절의 옷이 도착했어요", "새 계절의 옷이 도착했어요",
    "가장 먼저 준비한 신상품 80종을 만나 보세요.", "신상품 보기", "https://shop.example.com/new",
    118, 11, 4, 36, 22, 9 },
  { "회원 감사 주간", "(광고) {{ name | default: '고객' }}님께 드리는 감사 쿠폰",
    "감사 쿠폰이 도착했어요", "이번 주 결제하시면 10% 할인해 드려요.", "쿠폰 받기",
    "https://shop.example.com/thanks", 62, 10, 4, 44, 31, 8, FALSE, 10, 22 },
  { "재구매 안내", "(광고) 다시 만나고 싶은 상품이 있어요", "전에 고르신 상품, 다시 들어왔어요",
    "품절이던 상품이 다시 들어왔습니다.", "다시 보기", "https://shop.example.com/again", 24, 19, 6,
    38, 26, 11 },
  { "주말 특가", "(광고) 이번 주말, 최대 40% 할인이에요", "주말 특가",
    "토요일과 일요일 이틀 동안 인기 상품 120종을 할인해 드려요.", "특가 보기",
    "https://shop.example.com/weekend", 10, 17, 4, 42, 27, 10 },
  { "깜짝 쿠폰", "(광고) 오늘만 쓸 수 있는 쿠폰이에요", "오늘만 쓸 수 있는 쿠폰",
    "오늘 자정까지 모든 상품에 쓸 수 있는 5,000원 쿠폰이에요.", "쿠폰 쓰기",
    "https://shop.example.com/coupon", 3, 12, 5, 33, 24, 42 },
  { "재입고 알림", "(광고) 기다리시던 상품이 다시 들어왔어요", "다시 들어왔어요",
    "장바구니에 담아 두신 상품이 다시 들어왔습니다.", "상품 보기",
    "https://shop.example.com/restock", 1, 11, 25, 30, 20, 10, TRUE },
  { "이달의 뉴스레터", "(광고) {{ name | default: '고객' }}님, 이달의 소식을 전해요", "이달의 소식",
    "이번 달 새로 들어온 상품과 매장 행사를 모았습니다.", "소식 보기",
    "https://shop.example.com/monthly", 0, 0, 3, 0, 0, 0 },
};

static const struct
{
  const char *name;
  const char *rule;
} segments[] = {
  { "서울·경기 고객", "all(city in [\"서울\", \"경기\"])" },
  { "최근 30일 열람", "all(event(\"open\") in last 30 days)" },
  { "구매 고객", "all(event(\"order\"))" },
  { "장바구니에 두고 간 리드", "all(event(\"cart\"), none(event(\"order\")))" },
  { "VIP", "all(tag = \"VIP\")" },
};

static gboolean
add_segment (EspTx *tx, const char *name, const char *text, GError **error)
{
  g_autoptr (EspRule) rule = esp_rule_parse_text (text, NULL, NULL, error);
  g_autoptr (EspSegment) segment = NULL;

  if (rule == NULL)
    return FALSE;
  segment = g_new0 (EspSegment, 1);
  segment->name = g_strdup (name);
  segment->rule = esp_rule_to_json (rule);
  segment->size = -1;
  return esp_segment_insert (tx, segment, error);
}

/**
 * esp_sample_add_segments:
 */
gboolean
esp_sample_add_segments (EspTx *tx, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (segments); i++)
    if (!add_segment (tx, segments[i].name, segments[i].rule, error))
      return FALSE;
  return TRUE;
}

/* The words are ours and hold nothing that JSON would have to escape. */
static char *
build_document (const SampleCampaign *campaign)
{
  return g_strdup_printf (
    "{\"version\":1,\"class\":\"ad\",\"language\":\"ko\","
    "\"sender\":{\"name\":\"새봄상점\",\"address\":\"news@example.com\"},\"reply_to\":\"hello@"
    "example.com\","
    "\"subject\":\"%s\",\"preheader\":\"%s\",\"body\":{\"sections\":[{\"columns\":[{\"blocks\":["
    "{\"type\":\"heading\",\"level\":1,\"paragraphs\":[{\"runs\":[\"%s\"]}]},"
    "{\"type\":\"text\",\"paragraphs\":[{\"runs\":[\"%s\"]}]},"
    "{\"type\":\"button\",\"label\":\"%s\",\"href\":\"%s\",\"align\":\"center\"}"
    "]}]}]}}",
    campaign->subject, campaign->body, campaign->heading, campaign->body, campaign->button,
    campaign->url);
}

typedef struct
{
  EspBulk *bulk;
  EspTx *tx;
  EspRandom *random;
  const SampleCampaign *campaign;
  const EspBitmap *agreed; /* who wants mail */
  EspEvent event;          /* its places are set; kind and lead change */
  gint64 open_kind;
  gint64 click_kind;
  gint64 unsubscribe_kind;
  gint64 order_kind;
  gint64 at_us;
  guint n_leads;
} History;

static gboolean
chance (History *history, guint percent)
{
  return esp_random_below (history->random, 100) < percent;
}

static gboolean
add_event (History *history,
           gint64 kind_id,
           gint64 lead_id,
           gint64 at_us,
           const char *props,
           GError **error)
{
  EspEvent event = history->event;

  event.lead_id = lead_id;
  event.at_us = at_us;
  event.props = (char *) props;
  return esp_bulk_add_event (history->bulk, history->tx, &event, kind_id, error);
}

/* Some of those who clicked buy; whose order it is, is for the reports to find. */
static gboolean
add_order (History *history, gint64 lead_id, gint64 at_us, GError **error)
{
  EspEvent event = { .lead_id = lead_id, .at_us = at_us };
  g_autofree char *props = NULL;

  if (history->campaign->bought == 0 || !chance (history, history->campaign->bought))
    return TRUE;
  props = g_strdup_printf ("{\"amount\":%u}", 1000 * (5 + esp_random_below (history->random, 90)));
  event.props = props;
  return esp_bulk_add_event (history->bulk, history->tx, &event, history->order_kind, error);
}

/* What one person did with the message: most read it in the first hours, few after days. */
static gboolean
add_responses (History *history, gint64 lead_id, GError **error)
{
  double late = esp_random_unit (history->random);
  gint64 span_us = MIN (3 * ESP_USEC_PER_DAY,
                        esp_tx_get_now_us (history->tx) - history->at_us - ESP_USEC_PER_HOUR);
  gint64 open_us = history->at_us + (gint64) (late * late * late * (double) span_us);
  g_autofree char *props = NULL;

  if (!chance (history, history->campaign->opened))
    return TRUE;
  if (!add_event (history, history->open_kind, lead_id, open_us, NULL, error))
    return FALSE;
  if (esp_random_below (history->random, 1000) < history->campaign->left &&
      !add_event (history, history->unsubscribe_kind, lead_id, open_us + ESP_USEC_PER_MINUTE, NULL,
                  error))
    return FALSE;
  if (!chance (history, history->campaign->clicked))
    return TRUE;
  props = g_strdup_printf ("{\"url\":\"%s%s\"}", history->campaign->url,
                           esp_random_below (history->random, SUBJECT_LINKS) == 0 ? "/more" : "");
  return add_event (history, history->click_kind, lead_id, open_us + ESP_USEC_PER_MINUTE, props,
                    error) &&
         add_order (history, lead_id, open_us + ESP_USEC_PER_HOUR, error);
}

static gboolean
add_recipient (History *history, gint64 lead_id, GError **error)
{
  EspBulkDelivery delivery = { .send_id = history->event.send_id,
                               .lead_id = lead_id,
                               .state = "skipped",
                               .reason = "no-consent",
                               .at_us = history->at_us };
  guint at = esp_random_below (history->random, 100);

  if (!esp_bitmap_contains (history->agreed, (guint32) lead_id))
    return esp_bulk_add_delivery (history->bulk, history->tx, &delivery, error);
  if (history->campaign->kept_back > 0 && chance (history, history->campaign->kept_back))
    {
      delivery.reason = "holdout";
      return esp_bulk_add_delivery (history->bulk, history->tx, &delivery, error);
    }
  if (history->campaign->is_halted && lead_id > history->n_leads / 2)
    {
      delivery.state = "queued";
      delivery.reason = NULL;
      return esp_bulk_add_delivery (history->bulk, history->tx, &delivery, error);
    }
  if (at < (history->campaign->is_halted ? BOUNCED_WHEN_HALTED : BOUNCED))
    {
      delivery.state = "failed";
      delivery.reason = "hard";
    }
  else
    {
      delivery.state = "sent";
      delivery.reason = NULL;
    }
  if (!esp_bulk_add_delivery (history->bulk, history->tx, &delivery, error))
    return FALSE;
  return delivery.reason != NULL || add_responses (history, lead_id, error);
}

static gboolean
add_past (History *history, GError **error)
{
  if (!esp_event_kind_id (history->tx, ESP_EVENT_OPEN, &history->open_kind, error) ||
      !esp_event_kind_id (history->tx, ESP_EVENT_CLICK, &history->click_kind, error) ||
      !esp_event_kind_id (history->tx, ESP_EVENT_UNSUBSCRIBE, &history->unsubscribe_kind, error) ||
      !esp_event_kind_id (history->tx, ESP_EVENT_ORDER, &history->order_kind, error))
    return FALSE;
  for (guint id = 1 + history->campaign->days_ago % history->campaign->audience;
       id <= history->n_leads; id += history->campaign->audience)
    if (!add_recipient (history, id, error))
      return FALSE;
  return TRUE;
}

static void
set_send_state (EspSend *send, const SampleCampaign *campaign, gint64 at_us)
{
  if (campaign->days_ago == 0)
    return;
  send->prepared_at_us = send->started_at_us = at_us;
  g_free (send->state);
  send->state = g_strdup (campaign->is_halted ? "paused" : "done");
  if (campaign->is_halted)
    send->pause_reason = g_strdup ("brake-hard");
  else
    send->finished_at_us = at_us + 20 * ESP_USEC_PER_MINUTE;
}

static gboolean
add_campaign (History history, gint64 channel_id, GError **error)
{
  EspTx *tx = history.tx;
  const SampleCampaign *campaign = history.campaign;
  g_autofree char *document = build_document (campaign);
  g_autoptr (EspSend) send = NULL;
  gint64 campaign_id, message_id;
  int version = 0;

  if (!esp_message_insert (tx, campaign->name, "email", document, &message_id, error) ||
      !esp_campaign_insert (tx, campaign->name, &campaign_id, error))
    return FALSE;
  if (campaign->days_ago > 0 && !esp_message_freeze (tx, message_id, NULL, &version, error))
    return FALSE;
  history.at_us = esp_sample_get_moment (tx, -(int) campaign->days_ago, campaign->hour);
  send = esp_send_new (campaign_id);
  send->message_id = message_id;
  send->message_version = version;
  send->channel_id = channel_id;
  g_free (send->audience);
  send->audience = g_strdup ("{\"everyone\":true}");
  if (campaign->kept_back > 0)
    {
      g_free (send->options);
      send->options = g_strdup_printf ("{\"holdout\":%u}", campaign->kept_back);
    }
  set_send_state (send, campaign, history.at_us);
  if (!esp_send_insert (tx, send, error))
    return FALSE;
  history.event =
    (EspEvent){ .campaign_id = campaign_id, .send_id = send->id, .message_id = message_id };
  return campaign->days_ago == 0 ||
         (esp_bulk_set_send_times (tx, send, error) && add_past (&history, error));
}

/**
 * esp_sample_add_campaigns:
 */
gboolean
esp_sample_add_campaigns (EspBulk *bulk,
                          EspTx *tx,
                          EspRandom *random,
                          const EspBitmap *agreed,
                          guint n_leads,
                          GError **error)
{
  History history = { .bulk = bulk,
                      .tx = tx,
                      .random = random,
                      .agreed = agreed,
                      .n_leads = n_leads };
  gint64 channel_id;

  if (!esp_channel_ensure_demo (tx, &channel_id, error))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (campaigns); i++)
    {
      history.campaign = &campaigns[i];
      if (!add_campaign (history, channel_id, error))
        return FALSE;
    }
  return TRUE;
}
