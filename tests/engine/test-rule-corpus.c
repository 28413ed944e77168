/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Promises of the packs over a corpus: what breaks a law is found by its rule, what is lawful passes. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "engine/policy/esp-content-check.h"

#include "test-home.h"

#include <string.h>

#define TODAY "2026-11-22"

/* One message that somebody could send. */
typedef struct
{
  const char *packs; /* (nullable): beside those that are on */
  const char *channel;
  const char *country;
  const char *part;
  const char *text;
  const char *rule; /* that has to find it */
} Offence;

#define KR(part, text, rule)                                                                       \
  {                                                                                                \
    NULL, "email", "KR", part, text, rule                                                          \
  }
#define IN(pack, text, rule)                                                                       \
  {                                                                                                \
    pack, "email", "KR", "body", text, rule                                                        \
  }

static const Offence offences[] = {
  /* Korea: everybody */
  KR ("body", "수신거부를 원하시면 로그인 후 마이페이지에서 신청하세요", "KR-AD-11"),
  KR ("body", "수신 거부는 팩스로 보내 주세요", "KR-AD-11"),
  KR ("body", "비아그라 정품 판매", "KR-AD-15"),
  KR ("body", "대포통장 매입합니다", "KR-AD-15"),
  KR ("body", "온 라 인 카 지 노 신규 가입", "KR-GB-01"),
  KR ("body", "조건만남 바로 연결", "KR-GB-01"),
  KR ("body", "본인 확인: 880101-1234568", "KR-PI-10"),
  KR ("body", "회원님의 번호는 9001011234568입니다", "KR-PI-10"),
  KR ("subject", "국내 최초 무선 충전 텀블러", "KR-FT-01"),
  KR ("body", "업계 1위 브랜드의 자신감", "KR-FT-01"),
  KR ("body", "효과 100% 보장", "KR-FT-01"),
  KR ("subject", "전 품목 50% 할인", "KR-FT-02"),
  KR ("body", "솔직 후기: 인생템이에요", "KR-FT-03"),
  KR ("body", "타사 대비 2배 오래 가요", "KR-FT-04"),
  KR ("body", "고객 만족도 98%", "KR-FT-05"),
  KR ("body", "추첨을 통해 푸짐한 선물을 드려요", "KR-FT-06"),
  KR ("body", "첫 달 무료로 시작하세요", "KR-FT-07"),
  KR ("body", "친환경 소재로 만든 가방", "KR-FT-09"),
  KR ("alt", "가상 모델이 입은 원피스", "KR-FT-10"),
  KR ("body", "신상 전자담배 입고, 지금 주문하세요", "KR-TB-01"),
  KR ("body", "수제 맥주 4캔 특가", "KR-AL-01"),
  KR ("body", "와인 할인 행사 안내. 지나친 음주는 뇌졸중을 일으켜요", "KR-AL-02"),
  KR ("body", "위스키를 사시면 잔을 증정해요. 경고: 지나친 음주는 해로워요", "KR-AL-03"),
  KR ("body", "성인용품 신상 입고", "KR-AG-01"),
  KR ("body", "○○당 후보를 지지해 주세요", "KR-EL-01"),
  KR ("body", "14세 미만 회원은 이름과 연락처를 등록해 주세요", "KR-PI-04"),
  KR ("body", "마케팅 동의를 하지 않으시면 이용하실 수 없어요", "KR-PI-02"),
  KR ("body", "마케팅 동의는 필수예요", "KR-PI-01"),
  KR ("body", "봄 세일 ~ 3/31, 서두르세요. 2026년 10월 31일까지 할인", "LNK-05"),
  KR ("body", "이벤트는 11월 20일(금)까지예요", "LNK-05"),
  KR ("body", "응모 기간 11/1 ~ 11/15", "LNK-05"),
  KR ("body", "쿠폰은 2026-11-21까지 쓸 수 있어요", "LNK-05"),
  { NULL, "email", "US", "body", "Offer valid until November 15, 2026", "LNK-05" },
  { NULL, "email", "US", "body", "Sale ends 3 October", "LNK-05" },
  { NULL, "text", "KR", "body", "(광고)한빛 신상 bit.ly/3abc 무료수신거부 0801234567",
    "LNK-SHORT-T" },
  { NULL, "text", "KR", "body", "한빛 신상품이 나왔어요 무료수신거부 0801234567", "KR-AD-07" },
  { NULL, "text", "KR", "body", "(광고)한빛 신상품이 나왔어요", "KR-AD-08" },
  { NULL, "push", "KR", "body", "(광고) 한빛 신상품이 나왔어요", "KR-AD-08P" },
  KR ("body", "대한민국에서 제일 싼 집", "KR-FT-11"),
  KR ("body", "저쪽 브랜드에서는 세균이 나왔습니다", "KR-FT-12"),
  KR ("body", "오늘이 지나면 다시는 못 사요", "KR-FT-13"),
  KR ("body", "목 디스크가 낫는 베개", "KR-FT-14"),
  KR ("body", "홀짝 맞히고 배당 받는 사이트", "KR-GB-02"),
  KR ("body", "식약처도 인정한 공기청정기", "KR-FT-15"),
  /* Industries */
  IN ("kr-medical", "다른 병원보다 안전한 임플란트, 부작용 안내", "KR-MD-04"),
  IN ("kr-medical", "타 병원에서 실패한 코 수술", "KR-MD-05"),
  IN ("kr-medical", "쌍꺼풀 수술 상담 예약", "KR-MD-07"),
  IN ("kr-medical", "통증 없는 시술", "KR-MD-08"),
  IN ("kr-medical", "완치까지 책임져요", "KR-MD-08"),
  IN ("kr-medical", "척추 명의에게 받는 진료", "KR-MD-09"),
  IN ("kr-medical", "보톡스 시술 안내. 부작용: 멍", "KR-MD-11"),
  IN ("kr-medical", "리프팅 선착순 특가", "KR-MD-13"),
  IN ("kr-medical", "시술 전후 사진 공개", "KR-MD-02"),
  IN ("kr-medical", "시술 만족도 99%", "KR-MD-03"),
  IN ("kr-medical", "수술 영상 라이브 공개", "KR-MD-06"),
  IN ("kr-medical", "Plastic surgery for foreigners", "KR-MD-12"),
  IN ("kr-medical", "친구 추천 할인 30만 원", "KR-MD-27"),
  IN ("kr-medical", "허리디스크를 뿌리 뽑아 드립니다", "KR-MD-16"),
  { "kr-medical", "email", "KR", "alt", "왼쪽은 시술하기 전, 오른쪽은 한 달 뒤", "KR-MD-17" },
  IN ("kr-medical", "마취하고 자고 일어나면 끝", "KR-MD-18"),
  IN ("kr-medical", "라식은 저희만큼 하는 곳이 없습니다", "KR-MD-19"),
  IN ("kr-medical", "환자분의 편지를 공개합니다", "KR-MD-20"),
  IN ("kr-medical", "소비자 만족 대상 수상", "KR-MD-14"),
  IN ("kr-medical", "오늘 예약하면 무제한 시술", "KR-MD-15"),
  IN ("kr-medical", "세계 최초 시술 도입", "KR-MD-01"),
  IN ("kr-medical", "전문가 칼럼: 무릎이 시릴 때", "KR-MD-10"),
  IN ("kr-food", "고혈압을 낮추고 뇌졸중을 예방하는 양파즙", "KR-FD-01"),
  IN ("kr-food", "항암에 좋은 버섯", "KR-FD-02"),
  IN ("kr-food", "먹기만 해도 살이 빠지는 차", "KR-FD-03"),
  IN ("kr-food", "복용 후기를 확인하세요", "KR-FD-04"),
  IN ("kr-food", "한의사가 만든 쌍화차", "KR-FD-05"),
  IN ("kr-food", "건강기능식품 홍삼정", "KR-FD-06"),
  IN ("kr-food", "건강기능식품 홍삼정", "KR-FD-09"),
  IN ("kr-food", "모유보다 좋은 분유", "KR-FD-07"),
  IN ("kr-food", "MSG 무첨가 육수", "KR-FD-08"),
  IN ("kr-food", "타사 제품과 달리 안전해요", "KR-FD-10"),
  IN ("kr-food", "기억력을 높이는 호두", "KR-FD-11"),
  IN ("kr-food", "시력을 되돌려 드려요", "KR-FD-12"),
  IN ("kr-food", "교수님도 매일 챙겨 먹는 오메가", "KR-FD-13"),
  { "kr-food", "email", "KR", "alt", "먹기 전과 8주 뒤", "KR-FD-14" },
  IN ("kr-cosmetics", "아토피에 바르는 크림", "KR-CS-01"),
  IN ("kr-cosmetics", "면역 세포를 깨우는 크림", "KR-CS-06"),
  IN ("kr-cosmetics", "약사 아내가 만들어 순한 로션", "KR-CS-07"),
  { "kr-cosmetics", "email", "KR", "alt", "사용 전과 4주 후", "KR-CS-08" },
  IN ("kr-cosmetics", "세포 재생 앰플", "KR-CS-01"),
  IN ("kr-cosmetics", "미백 세럼", "KR-CS-02"),
  IN ("kr-cosmetics", "줄기세포 배양 크림", "KR-CS-03"),
  IN ("kr-cosmetics", "피부과 전문의가 만든 크림", "KR-CS-04"),
  IN ("kr-cosmetics", "3일 만에 달라지는 피부", "KR-CS-05"),
  IN ("kr-finance", "무조건 승인! 누구나 대출", "KR-FN-04"),
  IN ("kr-finance", "연 3.5% 정기예금 출시", "KR-FN-02"),
  IN ("kr-finance", "정기예금을 소개해요", "KR-FN-03"),
  IN ("kr-finance", "정기예금을 소개해요", "KR-FN-03D"),
  IN ("kr-finance", "직장인 대출 상담", "KR-FN-03L"),
  IN ("kr-finance", "글로벌 펀드 추천", "KR-FN-03I"),
  IN ("kr-finance", "암 보험 가입 안내", "KR-FN-03P"),
  IN ("kr-finance", "누적 수익률 35%", "KR-FN-04P"),
  IN ("kr-finance", "대부 상품 안내", "KR-FN-05"),
  IN ("kr-finance", "비트코인 리딩방 초대", "KR-FN-06"),
  IN ("kr-finance", "대출상담사가 전화드려요", "KR-FN-01"),
  IN ("kr-finance", "매달 따박따박 들어오는 투자 수익", "KR-FN-07"),
  IN ("kr-finance", "연체가 있어도 바로 입금", "KR-FN-08"),
  IN ("kr-finance", "보험료를 대신 내 드릴게요", "KR-FN-09"),
  IN ("kr-drugs", "위고비 온라인 구매", "KR-DR-01"),
  IN ("kr-drugs", "효과 빠른 진통제", "KR-DR-02"),
  IN ("kr-drugs", "약사가 추천하는 파스", "KR-DR-03"),
  IN ("kr-drugs", "가정용 혈압계 신상품", "KR-DV-01"),
  IN ("kr-drugs", "온열치료기로 통증이 사라져요", "KR-DV-02"),
  IN ("kr-property", "역세권 아파트 급매", "KR-RE-01"),
  IN ("kr-property", "한빛공인중개사 등록번호 11-1, 월세 매물", "KR-RE-02"),
  IN ("kr-property", "시세차익 보장 분양권", "KR-RE-03"),
  IN ("kr-education", "100% 합격, 지금 등록하세요", "KR-ED-01"),
  IN ("kr-education", "겨울방학 수강생 모집", "KR-ED-02"),
  IN ("kr-recruiting", "용모 단정한 여직원 모집", "KR-EM-01"),
  IN ("kr-recruiting", "35세 이하 지원 가능", "KR-EM-01"),
  /* Elsewhere */
  { NULL, "email", "US", "subject", "RE: your order", "US-CS-01" },
  { NULL, "email", "US", "body", "You have been selected to win a cruise", "US-TC-06" },
  { NULL, "text", "US", "body", "Big sale today only!", "US-TC-01" },
  { NULL, "text", "US", "body", "CBD gummies are back. Reply STOP to opt out", "US-TC-05" },
  { NULL, "email", "US", "body", "Lose weight fast with our tea", "US-FT-02" },
  { NULL, "email", "US", "body", "See what our ambassador says", "US-FT-01" },
  { NULL, "email", "US", "body", "Our honey cures seasonal allergies", "US-FT-03" },
  { NULL, "email", "GB", "body", "Bet £10 and you can't lose", "UK-CLAIM" },
  { NULL, "email", "CA", "body", "Weight loss or it's free", "CA-CLAIM" },
  { NULL, "email", "DE", "body", "Unser Tee heilt Arthrose", "EU-12" },
  { NULL, "email", "CA", "subject", "Fwd: spring deals", "CA-SUBJ" },
  { NULL, "text", "CA", "body", "Spring deals are here", "CA-04" },
  { NULL, "email", "DE", "subject", "AW: Ihr Angebot", "EU-SUBJ" },
  { NULL, "email", "DE", "body", "Jetzt 30% Rabatt auf alles", "EU-10" },
  { NULL, "email", "FR", "body", "Climate neutral delivery", "EU-11" },
  { NULL, "email", "DE", "body", "Vote for our candidate", "EU-09" },
  { NULL, "email", "GB", "body", "Our eco-friendly bottle", "UK-GREEN" },
  { NULL, "email", "GB", "subject", "Re: your basket", "UK-SUBJ" },
  { NULL, "text", "IN", "body", "New mugs are in", "IN-01" },
  { NULL, "email", "BR", "body", "Lucro garantido em 30 dias", "BR-CLAIM" },
  { NULL, "email", "BR", "subject", "Enc: sua fatura", "BR-SUBJ" },
  { NULL, "email", "SG", "subject", "Spring deals", "SG-01" },
  { NULL, "email", "CN", "subject", "春季特惠", "CN-01" },
  { NULL, "text", "CN", "body", "【品牌】春季新品上市", "CN-02" },
  { NULL, "email", "TW", "subject", "春季特惠", "TW-01" },
  /* Platforms of advertisements */
  { NULL, "google-rsa", "KR", "title", "할인 02-123-4567", "SPEC-RSA-PH" },
  { NULL, "google-rsa", "KR", "body", "Sale now...", "SPEC-RSA-RP" },
  { NULL, "naver-search", "KR", "x-sublink", "새로 나온 외투", "SPEC-NAVER-S" },
  { NULL, "naver-search", "KR", "x-extra-description", "따뜻해요", "SPEC-NAVER-XDM" },
};

/* What shops, clinics, banks and offices lawfully write every week. */
typedef struct
{
  const char *packs;
  const char *channel;
  const char *country;
  const char *message_class;
  const char *part;
  const char *text;
} Lawful;

#define OK(part, text)                                                                             \
  {                                                                                                \
    NULL, "email", "KR", "ad", part, text                                                          \
  }
#define NOTICE(text)                                                                               \
  {                                                                                                \
    NULL, "email", "KR", "transactional", "body", text                                             \
  }
#define GOOD(pack, text)                                                                           \
  {                                                                                                \
    pack, "email", "KR", "ad", "body", text                                                        \
  }

static const Lawful lawful[] = {
  /* Nothing in them promotes. */
  NOTICE ("주문이 접수되었습니다. 상품 금액 35,000원, 할인 금액 3,000원, 결제 금액 32,000원"),
  NOTICE ("쿠폰 할인 -2,000원이 적용되었어요. 적용된 쿠폰: 생일 축하"),
  NOTICE ("결제가 취소되어 사용하신 쿠폰이 다시 발급되었어요"),
  NOTICE ("신청하신 이벤트 접수가 완료되었어요. 11월 30일 오후 2시에 만나요"),
  NOTICE ("비밀번호가 바뀌었어요. 본인이 아니라면 고객센터에 알려 주세요"),
  NOTICE ("이용 약관이 2026년 12월 1일부터 바뀌어요"),
  NOTICE ("세일즈포스 연동이 끝났어요"),
  NOTICE ("주문번호 260115-1234567 상품을 보내 드렸어요"),
  NOTICE ("예약 번호 20261122-1000234로 접수되었어요"),
  NOTICE ("2025년 12월 31일까지 적립된 포인트는 내년에 사라져요"),
  NOTICE ("정기 점검으로 11월 25일 새벽 2시부터 4시까지 멈춰요"),
  { NULL, "email", "US", "transactional", "body",
    "Your discount: $5.00. Total discount $5.00. Thank you for your order." },
  { NULL, "email", "US", "transactional", "body", "Bill of sale and terms of sale are attached." },
  { NULL, "email", "US", "transactional", "body", "Your password was reset on November 3, 2026." },
  /* Lawful advertising */
  OK ("subject", "(광고) 봄 신상품이 나왔어요"),
  OK ("body", "수신거부는 로그인 없이 한 번에 할 수 있어요"),
  OK ("body",
      "무료 배송으로 보내 드려요. 토·일 유일하게 쉬는 날은 없어요") /* only warns or asks */,
  OK ("body", "소주제별로 정리한 역사책을 골랐어요. 배송은 하루 걸려요"),
  OK ("body", "청소주기를 알려 드려요. 필터를 할인해요"),
  OK ("body", "와인잔 4개 세트 특가, 맥주잔 증정"),
  OK ("body", "와인 컬러 니트 주문하기"),
  OK ("body", "대포통장 주의! 모르는 계좌로 보내지 마세요"),
  OK ("body", "전자담배 금지 구역 안내"),
  OK ("body", "체온을 재고 870231로 시작하는 번호를 눌러 주세요"),
  OK ("body", "문의 02-1234-5678, 팩스 02-123-4567, 계좌 110-123-456789"),
  OK ("body", "사업자등록번호 123-45-67890, 통신판매업신고 제2026-서울중구-0001호"),
  OK ("body", "행사는 12월 31일까지예요"),
  OK ("body", "행사는 2027년 1월 3일까지예요. 1월 3일까지 오세요"),
  OK ("body", "설 선물 예약 12/1 ~ 1/15"),
  OK ("body", "1/2컵의 물과 3/4컵의 설탕을 준비하세요"),
  OK ("body", "2025년 매출을 12/31까지 집계한 결과예요"),
  OK ("body", "지난 10월 31일에 문을 연 매장이에요"),
  OK ("body", "투표해 주신 덕분에 새 색상이 정해졌어요"),
  OK ("body", "완벽한 하루를 위한 커피"),
  OK ("body", "12,000원 할인된 30,000원. 정가 42,000원, 11월 30일까지"),
  { NULL, "text", "KR", "ad", "body",
    "(광고)한빛샵 봄 신상품이 나왔어요\n무료수신거부 0801234567" },
  { NULL, "text", "US", "ad", "body", "Hanbit: new mugs are in. Reply STOP to opt out" },
  { NULL, "email", "US", "ad", "body", "Offer valid until December 31, 2026" },
  { NULL, "email", "US", "ad", "subject", "Return to the mountains with us" },
  { NULL, "email", "US", "ad", "subject", "Reading list for November" },
  { NULL, "email", "DE", "ad", "subject", "Awards für unsere Designer" },
  { NULL, "email", "CA", "ad", "body", "Our winter hours start on 1 December." },
  { NULL, "email", "SG", "ad", "subject", "<ADV> Spring deals" },
  { NULL, "email", "CN", "ad", "subject", "广告：春季新品" },
  { NULL, "text", "CN", "ad", "body", "【品牌】春季新品上市 拒收请回复R" },
  /* Industries that keep to their law */
  GOOD ("kr-medical", "진료 시간 변경: 토요일은 1시까지예요. 주사위 놀이 행사도 있어요"),
  GOOD ("kr-medical", "명의 변경 신청서를 내려받으세요"),
  GOOD ("kr-medical", "원고 교정이 끝났어요. 건강 강좌에 오세요"),
  GOOD ("kr-food", "처방전 없이 구매한 의약품과 함께 먹지 마세요"),
  GOOD ("kr-food", "암막 커튼 아래 익힌 감, 암호는 단감"),
  GOOD ("kr-food", "감기 조심하세요. 생강차를 준비했어요"),
  GOOD ("kr-food", "해독제와는 관계없는 난해독 소설과 차 한 잔"),
  GOOD ("kr-cosmetics", "촉촉한 보습 크림, 산뜻하게 발려요"),
  GOOD ("kr-finance", "연하카드를 보내 드려요. 새해 복 많이 받으세요"),
  GOOD ("kr-finance", "한도 없는 응원을 보내요. 신용 있는 친구가 될게요"),
  GOOD ("kr-finance", "주식회사 한빛에서 보내 드려요"),
  GOOD ("kr-drugs", "토마토 파스타와 연고지 소식"),
  GOOD ("kr-property", "전세계에서 온 편지"),
  GOOD ("kr-drugs", "약국 영업시간이 바뀌었어요"),
  GOOD ("kr-property", "이사 철에 챙길 것 열 가지를 모았어요"),
  GOOD ("kr-education", "겨울방학 독서 목록을 나눠요"),
  GOOD ("kr-recruiting", "누구나 지원할 수 있어요. 18세 미만은 보호자 동의가 필요해요"),
};

static GPtrArray *
check (EspContentRules *rules, const char *pack, const char *const words[4], const char *text)
{
  const char *choices[] = { pack, NULL };
  const char *countries[] = { words[1], NULL };
  const EspRuleScope scope = { .countries = countries,
                               .message_class = words[2],
                               .channel = words[0],
                               .day = TODAY,
                               .choices = pack != NULL ? choices : NULL };
  const EspContentText part = { words[3], NULL, text };

  return esp_content_check_texts (rules, &scope, &part, 1);
}

static void
test_offences (void)
{
  g_autoptr (EspContentRules) rules = esp_content_rules_new_own ();
  guint n_missed = 0;

  for (guint i = 0; i < G_N_ELEMENTS (offences); i++)
    {
      const Offence *offence = &offences[i];
      const char *const words[] = { offence->channel, offence->country, "ad", offence->part };
      g_autoptr (GPtrArray) findings = check (rules, offence->packs, words, offence->text);
      gboolean is_found = FALSE;

      for (guint j = 0; j < findings->len; j++)
        {
          const EspContentFinding *finding = findings->pdata[j];

          is_found |= finding->severity != ESP_SEVERITY_FINE &&
                      g_str_equal (finding->rule->id, offence->rule);
        }
      if (!is_found)
        {
          g_test_message ("%s missed “%s”", offence->rule, offence->text);
          n_missed++;
        }
    }
  g_assert_cmpuint (n_missed, ==, 0);
}

/* Rules that every single text of the corpus breaks because it is only a piece of a message. */
static gboolean
is_about_wholes (const EspContentFinding *finding)
{
  static const char *const wholes[] = { "KR-AD-07", "KR-AD-08", "KR-AD-08P", "SG-01",
                                        "CN-01",    "CN-02",    NULL };

  return g_strv_contains (wholes, finding->rule->id) && finding->severity != ESP_SEVERITY_FINE;
}

static void
test_lawful (void)
{
  g_autoptr (EspContentRules) rules = esp_content_rules_new_own ();
  guint n_wrong = 0;

  for (guint i = 0; i < G_N_ELEMENTS (lawful); i++)
    {
      const Lawful *one = &lawful[i];
      const char *const words[] = { one->channel, one->country, one->message_class, one->part };
      g_autoptr (GPtrArray) findings = check (rules, one->packs, words, one->text);
      gboolean is_notice = g_str_equal (one->message_class, "transactional");

      for (guint j = 0; j < findings->len; j++)
        {
          const EspContentFinding *finding = findings->pdata[j];
          gboolean is_wrong = finding->severity == ESP_SEVERITY_BLOCK ||
                              (finding->severity == ESP_SEVERITY_APPROVE &&
                               (is_notice || g_str_equal (finding->rule->id, "LNK-05")));

          if (!is_wrong || (is_about_wholes (finding) && !g_str_equal (one->channel, "text") &&
                            !g_str_equal (one->part, "subject")))
            continue;
          g_test_message ("%s flags “%s” (%s)", finding->rule->id, one->text, finding->args[0]);
          n_wrong++;
        }
    }
  g_assert_cmpuint (n_wrong, ==, 0);
}

enum
{
  LINE_PACK,
  LINE_CHANNEL,
  LINE_COUNTRY,
  LINE_CLASS,
  LINE_PART,
  LINE_TEXT,
  LINE_RULE,
  N_LINE
};

/* What the wording itself breaks: that something else is missing from a piece of a message says nothing of it. */
static gboolean
is_about_wording (const EspContentRule *rule)
{
  return rule->kind != ESP_RULE_REQUIRE && rule->kind != ESP_RULE_LENGTH;
}

/* Whether a finding is what a line of the corpus waits for, or what may not be. */
static gboolean
is_awaited (const EspContentFinding *finding, const char *mark)
{
  gboolean asks = finding->severity > ESP_SEVERITY_WARN;

  if (g_str_equal (mark, "-"))
    return asks;
  if (g_str_equal (mark, "+") || g_str_equal (mark, "!"))
    return asks && is_about_wording (finding->rule);
  return g_str_equal (finding->rule->id, mark);
}

/* Returns: whether the verdict on one line of the corpus is the known one. */
static gboolean
judge (EspContentRules *rules, char *const *line)
{
  const char *const words[] = { line[LINE_CHANNEL], line[LINE_COUNTRY], line[LINE_CLASS],
                                line[LINE_PART] };
  const char *pack = *line[LINE_PACK] != '\0' ? line[LINE_PACK] : NULL;
  const char *mark = line[LINE_RULE];
  g_autofree char *text = g_strcompress (line[LINE_TEXT]);
  g_autoptr (GPtrArray) findings = check (rules, pack, words, text);
  gboolean is_lawful = g_str_equal (mark, "-") || g_str_equal (mark, "+");

  for (guint i = 0; i < findings->len; i++)
    {
      const EspContentFinding *finding = findings->pdata[i];

      if (finding->severity == ESP_SEVERITY_FINE || !is_awaited (finding, mark))
        continue;
      if (is_lawful)
        g_test_message ("%s flags “%s” (%s)", finding->rule->id, text, finding->args[0]);
      return !is_lawful;
    }
  if (!is_lawful)
    g_test_message ("%s missed “%s”", mark, text);
  return is_lawful;
}

/* Close to the line on both sides: a false alarm counts like a miss. */
static void
test_strangers (void)
{
  g_autoptr (EspContentRules) rules = esp_content_rules_new_own ();
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "engine", "rule-corpus.txt", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint n_unfound = 0;
  guint n_wrong = 0;
  guint n = 0;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) line = g_strsplit (lines[i], "|", N_LINE);

      if (*lines[i] == '\0' || *lines[i] == '#')
        continue;
      g_assert_cmpuint (g_strv_length (line), ==, N_LINE);
      n++;
      if (g_str_equal (line[LINE_RULE], "?"))
        n_unfound++;
      else
        n_wrong += !judge (rules, line);
    }
  g_test_message ("%u of %u are known to be missed", n_unfound, n);
  g_assert_cmpuint (n, >, 1500);
  g_assert_cmpuint (n_unfound * 50, <, n);
  g_assert_cmpuint (n_wrong, ==, 0);
}

/* Every rule of words that stands in a pack of the program has an offence that proves it. */
static void
test_every_rule_is_proven (void)
{
  static const char *const elsewhere[] = { "creative", "core", "text", NULL };
  g_autoptr (EspContentRules) rules = esp_content_rules_new_own ();
  guint n_bare = 0;

  for (guint i = 0; i < esp_content_rules_get_n (rules); i++)
    {
      const EspContentRule *rule = esp_content_rules_get (rules, i);
      gboolean is_proven = rule->kind == ESP_RULE_CHECK || rule->kind == ESP_RULE_LENGTH ||
                           g_strv_contains (elsewhere, rule->pack->id);

      for (guint j = 0; !is_proven && j < G_N_ELEMENTS (offences); j++)
        is_proven = g_str_equal (offences[j].rule, rule->id);
      if (is_proven)
        continue;
      g_test_message ("Nothing proves %s", rule->id);
      n_bare++;
    }
  g_assert_cmpuint (n_bare, ==, 0);
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/corpus/offences", test_offences);
  g_test_add_func ("/corpus/lawful", test_lawful);
  g_test_add_func ("/corpus/strangers", test_strangers);
  g_test_add_func ("/corpus/every-rule", test_every_rule_is_proven);
  return g_test_run ();
}
