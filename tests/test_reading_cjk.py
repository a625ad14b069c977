"""What prompts in Chinese and Japanese ask for: how many changes, by the ruling that decides, and the chain."""

import random
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from remixbatch.prompts import reader
from remixbatch.prompts.lexicon import Lexicons
from remixbatch.prompts.reader import read

LISTS = Path(reader.__file__).parent / "lexicon"
SHIPPED = Lexicons()

# Ruling -> prompts that ask for one change (or none), each on its line.
ONE = {
    "of many constructions": """
        把窗帘拉开，让晨光照进来。
        拆掉围墙，让院子空出来。
        把厨房里那台老旧的、门都关不严的冰箱换成一台复古的红色冰箱，别动其他任何东西。
        在画面右侧那棵光秃秃的老槐树上挂满大大小小的红灯笼，灯笼随风轻晃，其他部分完全不变。
        将坐在长椅上看报纸的老先生换成一位抱着猫的老太太，长椅、报纸和光线保持一致。
        给骑车的邮递员加一顶墨绿色的、帽檐压得很低的帽子，不要影响他的动作和背后的街道。
        让远处的山头覆盖上一层薄薄的新雪，雪线以下保持原样。
        把这条街改造成上世纪三十年代的样子，招牌、黄包车、旗袍女子都要有。
        把墙上的“欢迎光临、谢绝还价”几个字擦掉。
        让小提琴手拉得更用力一点，弓子几乎要拉断的感觉。
        把天空换成极光，绿色的光带缓缓流动，映在冰面上。
        用定格动画的风格重做：黏土质感，略显卡顿的动作。
        暖黄色灯光，长长的影子
        莫兰迪色系：灰粉、灰蓝、米色
        黑白默片质感，带划痕和闪烁
        老板说天太蓝了，改成阴天吧。
        其他都挺好，就是钟楼太矮了，加高一点。
        我想看看如果这个房子是茅草屋会是什么样子。
        能帮我把路边停的那几辆共享单车P掉吗？
        孩子最后回头看了一眼镜头。
        机の上の本とコップを片付けて。
        ベンチで新聞を読んでいる老人の帽子を、つばの広い麦わら帽子に変えて、服や背景、光の具合は一切変えないでください。
        奥の壁に、色あせた昭和風の映画ポスターを、少し斜めに破れかけた状態で貼ってください。人物の動きはそのままで。
        川面に、月明かりを受けてゆらゆらと揺れながら流れていく灯籠をいくつか浮かべてください。
        古びた木造の駅舎を、ガラス張りの近代的な駅に建て替えてください。乗客やホームの様子は変えずに。
        チョークで描いた黒板アート風に。かすれた線、粉っぽい質感。
        彼女が最後に振り向いて、そっと微笑むようにしてください。
        「本日休業、またのお越しを」と書かれた札をドアに掛けて。
        カメラを被写体の周りをゆっくり回るように動かしてください。
        雨上がりの虹を山の向こうにかけて。
        パンダを二頭に増やして。
        水墨画風、にじみとかすれ
        夕暮れの柔らかい逆光、長い影
        ほぼ完璧なんですが、空がちょっと青すぎるので曇りにしてもらえますか。
        もしここが砂漠だったら、という感じにしてみて。
        犬がもうちょっとゆっくり歩く感じでお願いします！
        少女は最後に手紙を破り捨てる。
    """,
    "told of what was put in or given": """
        窗台上加一盆盛开的水仙，花叶随着晚风轻轻摇摆，在夕照里泛着淡淡的金光，屋里的家具、人物和光线一律不动。
        天空中加一群南飞的大雁，翅膀缓缓扇动，在云层间时隐时现，其余画面一概保持原样。
        湖面上加一叶小舟，船身随波轻晃，在月色里投下淡淡的倒影，岸边的树和人都别动。
        在后院加一架旧秋千，绳子偶尔被风吹得晃一晃，在雾里若隐若现，其他全部不变。
        桌上加一只玻璃鱼缸，金鱼慢慢游动，在灯下闪着微光，桌子和人物不要改。
        街角加一个卖栗子的小摊，热气袅袅升起，在路灯下微微发白，行人和建筑都不动。
        给屋檐挂上一排冰凌，水珠偶尔滴落，在阳光里闪闪发亮，别的都不改。
        车窗外加一条蜿蜒的河，水面被夕阳染成金色，在远处慢慢消失，车内一切照旧。
        舞台后面加一块巨大的红幕布，边角偶尔被气流掀起，在聚光灯下泛着绒光，演员不变。
        给左边的小孩一只纸飞机，画面其他部分不动。
        给左边的小孩一只纸飞机，右边的不变。
    """,
    "plain": """
        把帐篷的颜色改成军绿色。
        在窗台上放一盆仙人掌。
        請將橋上的燈籠換成紙風車。
        去掉他脸上的胡子
        灯塔の光を赤にしてください。
        屋根の上に風見鶏を追加してください。
        看板の錆を消してほしいです。
    """,
    "what stays does not count": """
        保持人物和机位不变，把雪山换成沙漠。
        车身喷成哑光黑，轮毂不变
        把桌布换成亚麻布，轨迹、速度、构图都不变。
        在保持构图不变的情况下把湖面变成冰面
        只换背景：港口夜景，其余照旧
        把她的长发改成齐肩短发，发色不变。
        衣装はそのままで、帽子だけ麦わら帽子に変えてください。
        動きを変えずに、鳩をカモメに置き換えて。
        人物の顔は変えないで、髪を銀髪にして。
        車体をマットブラックに塗装してください。ホイールはそのままで。
    """,
    "what is not asked does not count": """
        把外套改成红色，而不是蓝色。
        天空は灰色ではなく茜色にしてください。
        花はバラではなく百合にして
    """,
    "purpose, time and what follows by itself do not count": """
        当门打开时，让灯光变暗。
        增加一些雾气以增强神秘感
        把灯关掉，房间变暗
        请将沙发改为蓝色，使其与墙面颜色协调
        ドアが開いたら、照明を暗くしてください。
        雰囲気を温かくするために、照明をオレンジにしてください。
        雨を止めて、地面がゆっくり乾いていくようにしてください。
        女性がこちらに気づいたときに、微笑むようにしてください。
    """,
    "a list on one target, one value on several, one set": """
        把旗子改成绿、白、红三色条纹。
        配色改为青绿、沙色和铁锈色，配以温暖的逆光。
        把杯子和盘子都改成绿松石色。
        给他加上手套和腰带。
        删除画面中的电线和电线杆。
        空の色をオレンジとピンクのグラデーションにしてください。
        男の子に赤いマフラーと手袋を着けさせてください。
        通行人とゴミ箱と電柱を消してください
        壁に赤、黄、青の縞模様を塗ってください
    """,
    "fixed phrases and pairs": """
        改成老电影的黑白效果
        交换猫和狗的位置
        把白天变成夜晚。
        白黒にしてください。
        犬と猫を入れ替えてください。
    """,
    "a style with its own traits": """
        改成炭笔画风格：粗糙的纸张、晕染的边缘、高对比。
        将整段视频调整为剪纸动画风格，色彩明亮，线条柔和
        把人物改成积木风格，四肢呈方块状，皮肤有塑料光泽
        木炭画風に：ざらざらした紙、にじんだ輪郭、ハイコントラスト。
        全体を水彩画のような柔らかいタッチにしてください。
        水彩画っぽくして、色は淡めで
    """,
    "how the new thing looks, and what it carries": """
        把狗换成一只背着背包的熊。
        把左边的男人换成穿红色西装、戴墨镜的女人
        给走廊加上一盏摇晃的煤油灯，灯芯忽明忽暗，玻璃罩上蒙着一层薄灰。
        加一只猫，让它坐在窗台上。
        把背景换成竹林。竹叶应随风摇动，光线柔和，营造出宁静的氛围。
        犬をリュックを背負った熊に置き換えてください。
        猫を追加して、窓辺に座らせてください。
        あの犬を柴犬にしてください。毛は赤茶色で、耳は立っていて、尻尾は巻いています。
        ロボットに金属の翼を付けてください。翼はゆっくり開きます。
    """,
    "a time with its light, a place with its weather": """
        黄昏，淡粉色的光线
        窗外的景色换成雨天的东京街头
        夕暮れ、淡いピンクの光
        背景をビーチに変更して、青い海とヤシの木が見えるようにしてください。
    """,
    "several words for one attribute": """
        麻烦您把灯光调得更柔和、更温暖一些，好吗？
        照明をもう少し柔らかく、暖かくしていただけますか？
    """,
    "politeness, praise and reasons do not count": """
        你好！上次的视频非常漂亮，谢谢。这次能不能请你把海水变得更清澈一点？
        天空太干净了，加一点薄薄的云
        こんにちは！前回の動画はとてもきれいでした。今回は海の水を緑にしていただけますか？
        字幕が小さいので、少し大きくしてください。
    """,
    "remarks, what was before and what is there do not count": """
        之前那版把狗做得太大了，这次请把狗缩小一点。
        上一条里你把杯子换成了瓶子，挺好，现在把瓶子换成蓝色的吧。
        桥上那个人不是演员，是路人，请把他去掉。
        视频里下着雨，一个女孩撑着伞，请把伞换成透明的。
        我们刚看完成片，大家都很喜欢，就是窗外太阴了，能不能改成晴天？
        其实我更喜欢晚上，那就改成晚上吧，其他听你的
        前のバージョンは犬が大きすぎました。今回は犬を少し小さくしてください。
        左に椅子があって、その上に猫がいます。猫を犬に替えてください。
        橋の上の人は役者ではなく通行人なので、消してください。
        祖母の誕生日用です。牡丹が好きなので、机のバラを牡丹に替えてください。
        煙を消してください。学校では煙の映像は流せないためです。ご理解お願いします。
    """,
    "a reason, a time, a hope for the whole do not count": """
        镜头起点低一些，让芦苇和水面占满前景。
        去掉柜台上的收据和面包屑，让面包成为主角。
        最后缺少老师的反应：铃声停下、学生散去后，让他合上书。
        把稻草人转向路边，就是戴着红围巾的那个。
        唯一让人分心的是墙上的挂历。去掉它。
        幕が上がって客が拍手したら、手品師にお辞儀させて。
        机のしみを消して、皿を主役にしてください。
        棚を黒い大理石に。細い金の筋があり、花瓶をやわらかく映します。
    """,
    "one figure that goes on acting": """
        让人物走向门口，推开门，走出去
        让画面中的人物转身并向镜头挥手
        让他停止说话，闭上嘴
        彼女をこちらに振り向かせて、微笑ませてください
        彼女に本を置かせて、窓の外を見上げさせてください
        犬がこちらに走ってきて、カメラの前で止まるようにしてください
    """,
    "quoted text is never split": """
        把招牌上的字改成“茶、蛋糕，然后休息”。
        在墙上添加写着「添加红色，删除蓝色」的牌子。
        看板の文字を「お茶を追加して、休憩を削除」に変えてください。
    """,
    "what a phrase modifies is no change": """
        把戴帽子的男人换成女人
        歩いている男性の帽子を黒から茶色に変えてください。
        ベンチに座っている女性を消してください。
        光る看板を追加してください。
    """,
    "a judgement names no change": """
        让它更好看
        把天空换成紫色，让画面更有氛围。
        もっとかっこよくしてください。
        空を紫に変えて、雰囲気を良くしてください。
    """,
    "words that hold a shorter word": """
        把将军的盔甲换成金色。
        把和服换成旗袍
        把火把换成灯笼
        合わせ鏡を金色にしてください。
    """,
}
# Ruling -> number of changes and the prompt.
MORE = {
    "joined by a word": """
        2 モノクロ調、手持ちカメラ風
        2 把房子刷成蓝色，再把门换成木门。
        2 请将沙发替换为皮质沙发，同时在墙上挂一幅画。
        2 不仅要把墙纸换成条纹，还要把灯光调暗。
        2 把猫换成狗（顺便把路牌去掉）
        2 壁紙をストライプに変えるだけでなく、照明も暗くしてください。
        2 照明をオレンジにするとともに、窓の外に雪を降らせてください。
        2 機をどかしてください。それから、床を大理石にしてください。
    """,
    "given with the verb left out": """
        2 窗外加一片油菜花田，花瓣随风飘动，把车厢里的座椅换成木头长凳。
        2 给前排的女孩一把油纸伞，后排的一只灯笼。
        2 给左边的男人一顶草帽，右边的一副墨镜。
        2 给大的那只狗一条红围巾，小的一只蝴蝶结。
        2 给新郎一束玫瑰，新娘一把折扇。
        2 给穿白衣的一支笛子，穿黑衣的一把琵琶。
        2 给老人一根拐杖，小孩一个气球。
        2 左边的杯子换成红的，右边的换成蓝的。
        2 给门口的石狮一条红绸，屋顶的一串灯笼。
    """,
    "of many constructions": """
        2 除了给船夫换上蓑衣，再让江面起一层薄雾。
        2 既要把城墙修得更高，又要让旗子迎风飘起来。
        2 一边让喷泉喷高一些，一边把雕像换成青铜的。
        2 连同背景音乐一起，把路灯也换成煤气灯。
        2 首先去掉地上的垃圾，其次让阳光更柔和。
        2 把窗帘拉开，让晨光照进来，同时把床单换成红色。
        2 书架换成酒柜，地毯换成木地板。
        2 男人的领带要红色，女人的手套要白色。
        2 哥哥穿西装，弟弟穿汉服。
        2 雨夜，手持镜头
        2 木版画风格，古筝配乐
        3 黄昏、慢动作、远处一艘帆船
        2 鱼眼镜头，街上空无一人
        2 那个，能不能把桌子挪到窗边，顺手把花瓶也换了，换成陶的那种。
        2 老板说天太蓝了，改成阴天吧，还有，把logo去掉。
        2 衣服不错，但是头发染成栗色，再戴个耳环。
        2 把路边的共享单车P掉，空出来的地方放一排盆栽，谢谢！
        2 1、桌布改成格子的 2、窗外改成海景
        2 修改点：①灯笼变大；②石狮披红绸
        2 【修改】背景→雪山；【声音】加风声
        2 狐狸跳上了屋顶，月亮变成了血红色。
        2 墙上多了一扇圆窗，窗台上蹲着一只黑猫。
        2 提灯の色を青にするほか、石段に落ち葉を散らしてください。
        2 傘を番傘に変え、さらに足元に水たまりを作って。
        2 空を茜色にしながら、子どもたちには凧を持たせてください。
        2 障子を閉めて、代わりに行灯を灯してください。
        2 BGMを尺八に。あと、石灯籠に苔を生やして。
        2 猫は三毛に、犬は柴犬に。
        2 左の男性には帽子を、右の女性には扇子を持たせて。
        2 赤ん坊を泣き止ませて、母親を微笑ませる。
        2 看板を外すとともに、ショーウィンドウを割れたガラスに変更。
        2 まず机の上を片付けて。次に窓の外を夜景にして。
        2 少し引きの画にして、色味は寒色寄りに。
        2 夜更け、虫の声
        2 真上からの俯瞰、雪景色
        2 着物は紺、帯は金
        2 表情はいい感じ。ただ、髪を短くして、あと背景の車は消してほしい。
        2 犬がもっとゆっくり歩いて、飼い主は傘をさしてる感じで。
        2 ①のれんを赤に②湯気を追加
        2 変更点：背景を雪山に／声を低く
        2 【背景】竹林【時間帯】夜
        2 桜が散り始める。川に舟が一艘浮かんでいる。
        2 店の看板は消えていて、窓には猫がいる。
    """,
    "joined by the verb": """
        2 屋根を黒く塗り、煙突から煙を出してください。
        2 雪を降らせて木々を白くしてください。
        2 カメラをゆっくり右にパンさせつつ、背景をぼかしてください。
        3 白鷺を一羽加え、小舟を黒く塗り、最後に全体をスローにしてください。
    """,
    "a chain of commas": """
        3 把裙子改成蓝色，加一顶帽子，切换到特写。
        3 加一只白鹭、把小船漆成黑色、最后放慢整段速度。
        2 請將背景換成雪山，並讓人物穿上羽絨外套。
        3 BGMを消す、字幕を消す、少し寄りの画にする。
    """,
    "lists with marks of their own": """
        2 1. 把猫改成橘色\\n2. 在后面加一扇窗户
        2 换成夜景；加上霓虹灯牌
        2 ・空を紫にする\\n・鳥を追加する
        2 ①車を白に変更 ②背景を海に変更
        3 壁：白、床：木目、照明：暗め
        3 杯子→陶杯，桌布→麻布，灯→蜡烛
    """,
    "verbs that no list has": """
        2 把车窗摇下来，让司机挥手。
        2 给猫戴铃铛，给狗系红绳。
        2 让气球升空，孩子们抬头鼓掌
        2 ドレスを青いシルクに変えて髪を下ろす
    """,
    "a compound of verb and result, a place, a colour said of a thing": """
        3 在花圃里播虞美人，沿围墙种上玫瑰，拔掉杂草。
        2 新郎配领结，伴郎配胸花。
        2 她的披肩绿色，他的手套白色。
        2 在货车后面挂一节餐车；站台起雾。
        2 ゴールに網を張り、芝を青く塗り直して。
        2 値札を消して。あ、タオルはテラコッタ色で。
        2 プードルの代わりに柴犬、砂の代わりに芝生。
        2 羊飼いに帽子を。もう一つ、後ろの車はオープンカーに。
    """,
    "traditional characters and words of Taiwan": """
        2 請把腳踏車換成機車，再把天空調亮一點。
        2 移除浮水印，並加上中文字幕。
        2 給熊貓一支竹笛，給猴子一面鼓。
        2 夜景、下雨
    """,
    "an omitted verb": """
        2 把汽车改成黄色，天空改成紫色。
        2 给狐狸戴上围巾，兔子戴上礼帽。
        2 沙漠换雪原，骆驼换驯鹿
        2 把汽车和天空分别改成黄色和紫色。
        2 車を黄色に、空を紫に変えてください。
        2 車は黄色に、空は紫に。
        2 服を青、髪を銀色に変えて
        2 車と空をそれぞれ黄色と紫に変えてください。
        2 男の子に帽子、女の子に眼鏡をお願いします。
    """,
    "statements": """
        2 外套变成红色，帽子消失。
        2 天空應該是紫色的，草地應該更綠。
        2 盒子要磨砂黑，丝带要金色
        2 女性のコートが赤くなり、帽子が消える。
    """,
    "bare words": """
        2 动漫风格，夜晚
        2 夜晚，下着雨
        2 红色汽车，下雨的街道
        3 年老的男人，更长的胡子，雪景背景
        2 アニメ風、夜
        2 赤い車、雨の通り
        2 スローモーション、白黒
    """,
    "style and content, camera and content": """
        2 动漫风格，狗变成狐狸
        2 镜头慢慢推近，同时背景虚化
        2 角色开始自信地向前走，镜头平滑跟随
        2 ピクセルアート風で、主人公を猫にする
        2 同じショットで、85mmに切り替えて、夕暮れにしてください。
    """,
    "unlike things, things in two places": """
        2 加几只海鸥和一艘帆船
        2 添加一只气球和地平线上的一艘船。
        2 移除桌上的杯子和墙上的海报
        2 風船と地平線に船を追加してください。
    """,
    "two values, two attributes": """
        2 换成冬天和夜晚。
        2 让气球变得更大、更蓝。
        2 冬と夜にしてください。
        2 風船を大きく青くしてください。
    """,
    "somebody new": """
        2 把怪物的颜色改成绿色，身后出现第二只怪物。
        2 让山谷起一层薄雾，一只白鹭从芦苇丛中飞起。
        2 モンスターの色を緑に変え、背後に二匹目のモンスターが現れるようにしてください。
    """,
    "with what stays": """
        2 保持镜头不动，把地毯换成灰色，把台灯去掉。
        2 カメラはそのままで、背景を雪山に変えて、人物に赤いマフラーを巻いてください。
        2 彼の顔は変えないで、髪を金髪にして、眼鏡をかけさせて。
    """,
}


def lines(table: dict[str, str]) -> list[str]:
    return [line.strip() for block in table.values() for line in block.strip().splitlines()]


@pytest.mark.parametrize("prompt", lines(ONE))
def test_one_change_is_let_alone(prompt: str) -> None:
    found = read(prompt)
    assert len(found.changes) < 2, found.split
    assert found.split == ()


@pytest.mark.parametrize(
    "prompt",
    [
        "不要云",
        "别再下雨了",
        "同一个镜头的夜晚版本",
        "雲なしで",
        "字幕はいらない",
        "同じショットの夜バージョン",
    ],
)
def test_what_shall_be_gone_and_another_version_are_one_change(prompt: str) -> None:
    assert len(read(prompt).changes) == 1


@pytest.mark.parametrize("prompt", ["不要改变镜头", "保持人物不变", "何も変えないで", "変更なし"])
def test_what_only_stays_is_no_change(prompt: str) -> None:
    found = read(prompt)
    assert found.changes == ()
    assert {one.kind for one in found.segments} == {"preserve"}


@pytest.mark.parametrize("line", lines(MORE))
def test_each_change_is_counted_and_stands_alone(line: str) -> None:
    number, _, prompt = line.replace("\\n", "\n").partition(" ")
    found = read(prompt)
    assert len(found.changes) == len(found.split) == int(number), found.split
    for part in found.split:
        assert len(read(part).changes) == 1, part


@pytest.mark.parametrize(
    ("prompt", "split"),
    [
        ("把屋顶刷成灰色，并且给院子加一口井。", ("把屋顶刷成灰色。", "给院子加一口井。")),
        ("把汽车改成黄色，天空改成紫色。", ("把汽车改成黄色。", "把天空改成紫色。")),
        ("把窗帘換成竹簾，並給她一把扇子。", ("把窗帘換成竹簾。", "給她一把扇子。")),
        ("外套变成红色，帽子消失。", ("把外套变成红色。", "让帽子消失。")),
        ("墙：白、地板：木纹", ("把墙改成白。", "把地板改成木纹。")),
        ("保持镜头不变，加一只鹿，然后把天空调暗。", ("加一只鹿。", "把天空调暗。")),
        (
            "季節を春に変えて、蝶を追加していただけますか。",
            ("季節を春に変えてください。", "蝶を追加してください。"),
        ),
        ("車を黄色に、空を紫に変えて", ("車を黄色に変えて。", "空を紫に変えて。")),
        ("電線を消し、コントラストを上げる。", ("電線を消す。", "コントラストを上げる。")),
        ("壁：白、照明：暗め", ("壁を白にする。", "照明を暗めにする。")),
        ("動きはそのまま、犬を狼に、猫を虎に変えて。", ("犬を狼に変えて。", "猫を虎に変えて。")),
    ],
)
def test_the_chain_has_one_instruction_a_change(prompt: str, split: tuple[str, ...]) -> None:
    assert read(prompt).split == split


def test_spans_and_quotes_are_places_of_the_prompt_as_given() -> None:
    prompt = "把「舊店，新店」的招牌換成木牌，並加一盞燈。"
    found = read(prompt)
    assert [prompt[start:end] for change in found.changes for start, end in change.spans] == [
        "把「舊店，新店」的招牌換成木牌",
        "加一盞燈",
    ]


def test_segments_say_what_is_done_to_what() -> None:
    found = read("保持人物不变，把天空改成紫色。")
    assert [(one.kind, one.verb, one.target, one.value) for one in found.segments] == [
        ("preserve", None, "", ""),
        ("edit", "change", "天空", "紫色"),
    ]
    found = read("カメラはそのままで、空を紫に変えてください。")
    assert [(one.kind, one.verb, one.target, one.value) for one in found.segments] == [
        ("preserve", None, "", ""),
        ("edit", "change", "空", "紫に"),
    ]


def test_a_user_teaches_a_verb_and_a_noun() -> None:
    prompt = "背景を消す、空をモフる"
    assert len(read("把车整蛊成黄色，天空整蛊成紫色").changes) < 2
    words = {"zh": {"become": ["整蛊成"]}, "ja": {"become": ["モフる"]}}
    assert len(read("把车整蛊成黄色，天空整蛊成紫色", Lexicons(words)).changes) == 2
    assert len(read(prompt, Lexicons(words)).changes) == 2


@pytest.mark.parametrize(
    "prompt", ["。", "，，，", "を", "把", "て", "「", "让", "墙：→：→", "把，将，给", "\u3000"]
)
def test_scraps_are_read_as_nothing_much(prompt: str) -> None:
    assert len(read(prompt).changes) < 2


def scrambled(seed: int, language: str) -> Iterator[str]:
    """Prompts of this file cut, joined, shuffled and sprinkled with words of the lists."""
    rng = random.Random(seed)
    prompts = [line.partition(" ")[2] or line for line in (*lines(ONE), *lines(MORE))]
    kana = re.compile("[ぁ-ん]")
    prompts = [one for one in prompts if bool(kana.search(one)) is (language == "ja")]
    names = sorted(path.stem for path in LISTS.joinpath(language).glob("*.txt"))
    words = [word for name in names for word in Lexicons().of(language).entries(name)]
    while True:
        one, other = rng.choice(prompts), rng.choice(prompts)
        match rng.randrange(5):
            case 0:
                yield one[: rng.randrange(len(one) + 1)] + other[rng.randrange(len(other) + 1) :]
            case 1:
                yield "".join(rng.sample(one, len(one)))
            case 2:
                at = rng.randrange(len(one))
                yield one[:at] + rng.choice([*"，、。：；→（）「」“”\n 的をには"]) + one[at:]
            case 3:
                at = rng.randrange(len(one))
                yield one[:at] + rng.choice(words) + one[at:]
            case _:
                yield "".join(
                    rng.choice([*words, "，", "、", "。"]) for _ in range(rng.randrange(12))
                )


def check_scrambled(prompt: str, lexicons: Lexicons) -> None:
    found = read(prompt, lexicons)
    places = [(one.start, one.end) for one in found.segments]
    places += [place for change in found.changes for place in change.spans]
    assert all(0 <= start <= end <= len(prompt) for start, end in places)
    assert len(found.split) in (0, len(found.changes))
    assert all(part.strip("。 ") for part in found.split)


@pytest.mark.parametrize("language", ["zh", "ja"])
def test_whatever_is_written_is_read(language: str) -> None:
    for prompt in islice(scrambled(7, language), 500):
        check_scrambled(prompt, SHIPPED)


@pytest.mark.parametrize("prompt", ["日落时黄昏我希望", "餐厅那条我想要"])
def test_a_wish_that_breaks_off_is_read(prompt: str) -> None:
    check_scrambled(prompt, SHIPPED)


@pytest.mark.soak
@pytest.mark.parametrize("language", ["zh", "ja"])
def test_whatever_is_written_is_read_many_times(language: str) -> None:
    for prompt in islice(scrambled(11, language), 50_000):
        check_scrambled(prompt, SHIPPED)
